package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// pageTimeout bounds one test's work in the browser.
const pageTimeout = 15 * time.Minute

// chromium is the browser's program, installed where there is none.
func chromium() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	find := func() (string, error) {
		for _, name := range names {
			if path, err := exec.LookPath(name); err == nil {
				return path, nil
			}
		}
		return "", fmt.Errorf("none of %q is there", names)
	}
	if path, err := find(); err == nil {
		return path, nil
	}
	if err := pgserver.Install(os.Stderr, "chromium"); err != nil {
		return "", err
	}
	return find()
}

// open starts a browser with a tab of its own for the test, which asks nobody but the pages that it is sent to.
func open(t *testing.T) context.Context {
	t.Helper()
	path, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu", true),
	)
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), pageTimeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do runs actions in the browser, one behind the other.
func do(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	run(t, ctx, chromedp.Steps(actions...))
}

// run runs an action in the browser and returns its value. Where it fails it keeps a picture.
func run[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		shot, _ := chromedp.Run(ctx, chromedp.FullScreenshot(90))
		name := filepath.Join(t.ArtifactDir(), "failure.jpg")
		t.Fatal(errors.Join(err, os.WriteFile(name, shot, 0o644)), name)
	}
	return value
}

// text is what a reader sees of the page.
func text(t *testing.T, ctx context.Context) string {
	t.Helper()
	return run(t, ctx, chromedp.Evaluate[string]("document.body.innerText"))
}

// look is one way to look at a page.
type look struct {
	name          string
	width, height int64
	scheme        string
}

var looks = []look{
	{"light", 1280, 900, "light"},
	{"dark", 1280, 900, "dark"},
	{"phone", 390, 844, "light"},
	{"phone-dark", 390, 844, "dark"},
}

// inEachLook shows the page that is open in each look, keeps a picture, and finds what accessibility asks for and what does
// not fit the width.
func inEachLook(t *testing.T, ctx context.Context, page string) {
	t.Helper()
	for _, l := range looks {
		do(t, ctx, chromedp.EmulateViewport(l.width, l.height), preferring(l.scheme))
		wide := run(t, ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
		shot := run(t, ctx, chromedp.FullScreenshot(100))
		name := filepath.Join(t.ArtifactDir(), page+"-"+l.name+".png")
		if err := os.WriteFile(name, shot, 0o644); err != nil {
			t.Fatal(err)
		}
		if wide {
			t.Errorf("%s, %s: the page is wider than the window", page, l.name)
		}
		accessible(t, ctx, page+", "+l.name)
	}
}

// preferring makes the browser ask pages for a colour scheme, "light" or "dark".
func preferring(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}
