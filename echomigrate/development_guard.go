package echomigrate

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// admits refuses requests that are not from here, that ask for the page by a name that is not this machine's, or that other pages
// make by a script, which the app's own rules for those might let read the answer.
func (d Development) admits(r *http.Request) error {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !d.near(peer.Addr()) {
		return fmt.Errorf("the development page answers this machine alone, and not %q: name its network in Config.Development.Peers", r.RemoteAddr)
	}
	for _, client := range forwardedFor(r.Header) {
		address, err := netip.ParseAddr(client)
		if err != nil || !d.near(address) {
			return fmt.Errorf("the development page answers this machine alone, and a proxy asks for %q: name its network in Config.Development.Peers", client)
		}
	}
	for _, host := range append(forwardedHosts(r.Header), hostOf(r.Host)) {
		if !isLoopback(host) && !slices.ContainsFunc(d.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
			return fmt.Errorf("the development page is not asked for by the name %q: use localhost, or give the name in Config.Development.Hosts", host)
		}
	}
	site := r.Header.Get("Sec-Fetch-Site")
	embedded := (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate"
	if origin := r.Header.Get("Origin"); embedded || origin != "" && isForeign(r, origin) {
		return fmt.Errorf("the development page is not for other pages to read or to press, such as %s: open it in a tab of its own", pageOf(origin))
	}
	return nil
}

// near reports whether an address is this machine's, or in one of the networks that were given.
func (d Development) near(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return address.IsLoopback() || slices.ContainsFunc(d.Peers, func(p netip.Prefix) bool { return p.Contains(address) })
}

// forwardedFor are whom proxies say that they ask for.
func forwardedFor(h http.Header) (clients []string) {
	for _, name := range []string{"X-Forwarded-For", "X-Real-Ip"} {
		clients = append(clients, listed(h, name)...)
	}
	for _, client := range forwarded(h, "for") {
		clients = append(clients, hostOf(client))
	}
	return clients
}

// forwardedHosts are the names by which proxies say that they were asked, without ports.
func forwardedHosts(h http.Header) (hosts []string) {
	for _, host := range append(listed(h, "X-Forwarded-Host"), forwarded(h, "host")...) {
		hosts = append(hosts, hostOf(host))
	}
	return hosts
}

// listed are the parts of a header that is a list.
func listed(h http.Header, name string) (parts []string) {
	for _, value := range h.Values(name) {
		for part := range strings.SplitSeq(value, ",") {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return parts
}

// forwarded are the values of a parameter in the header Forwarded.
func forwarded(h http.Header, parameter string) (values []string) {
	for _, header := range h.Values("Forwarded") {
		for part := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == ',' || r == ';' }) {
			if name, value, _ := strings.Cut(strings.TrimSpace(part), "="); strings.EqualFold(name, parameter) {
				values = append(values, strings.Trim(value, `"`))
			}
		}
	}
	return values
}

// hostOf is a host without its port.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	return strings.TrimSuffix(strings.Trim(address, "[]"), ".")
}

// isLoopback reports whether a name can only be this machine's.
func isLoopback(host string) bool {
	host = strings.ToLower(host)
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}

// sameOrigin refuses a request that does not say it comes from a page of this app.
func sameOrigin(r *http.Request) error {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if site == "" && origin == "" {
		return fmt.Errorf("the request does not say which page it comes from: use the development page itself, or the command line")
	}
	if site != "" && site != "same-origin" || origin != "" && isForeign(r, origin) {
		return fmt.Errorf("the request comes from another page, %s: use the development page itself", pageOf(origin))
	}
	return nil
}

// pageOf says whose page a request comes from; browsers do not always tell.
func pageOf(origin string) string {
	if origin == "" {
		return "that of another site"
	}
	return fmt.Sprintf("that of %q", origin)
}

// isForeign reports whether an origin is another one than that of the app which the request is for.
func isForeign(r *http.Request, origin string) bool {
	from, err := url.Parse(origin)
	return err != nil || !strings.EqualFold(from.Host, r.Host) || from.Scheme != "http" && from.Scheme != "https"
}

// isLocalPath reports whether a redirect there stays in the app.
func isLocalPath(path string) bool {
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		!strings.ContainsAny(path, "\\\r\n\t")
}
