package echomigrate

import (
	"fmt"
	"net/netip"
	"path"
	"strings"
)

// Development says how the development page is: the page that shows a developer what is pending, and has buttons that run it and
// that generate a revision. The zero value has none: in production there are no routes, and there is nothing to press.
//
// It answers no request from elsewhere, none by a name that is not this machine's, and a button none that does not come from the page
// itself, with the token that each start of the program makes anew.
type Development struct {
	// Enabled mounts the page on the app that Init is called for, and lets Middleware answer browsers with it while the program may
	// not serve. Set it in development alone. Default: there is no page.
	Enabled bool
	// Path is where the page is; its buttons are below. Default: /_echomigrate.
	Path string
	// Peers are networks that the page answers beside this machine. The address of the connection counts, and those that a proxy says
	// it forwards for count too: a header takes the page away, and never gives it. A program in a container is asked from the
	// container's network. Default: this machine alone.
	Peers []netip.Prefix
	// Hosts are names that browsers may ask for the page by, beside those of this machine: localhost, names below it and loopback
	// addresses. Ports do not count, and are not given. Any other may be the name of a stranger's site that was led here. Names that a
	// proxy says it was asked by count too. Default: none.
	Hosts []string
}

// verify refuses a path that cannot be a route, and names that no request is compared with.
func (d Development) verify() error {
	if path.Clean(d.Path) != d.Path || !strings.HasPrefix(d.Path, "/") || strings.HasSuffix(d.Path, "/") || strings.ContainsAny(d.Path, ":*?#%\\ ") {
		return fmt.Errorf("Config.Development.Path: %q is no path of a page: give one such as %s", d.Path, defaultDevelopmentPath)
	}
	for _, host := range d.Hosts {
		switch name := hostOf(host); {
		case name == "" || strings.ContainsAny(host, "/*@ "):
			return fmt.Errorf("Config.Development.Hosts: %q is no name of a machine: give one such as box.example.com", host)
		case name != host:
			return fmt.Errorf("Config.Development.Hosts: %q is more than a name: give %q, which counts with every port", host, name)
		}
	}
	return nil
}

const defaultDevelopmentPath = "/_echomigrate"
