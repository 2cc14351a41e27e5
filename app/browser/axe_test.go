package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// axeVersion is the release of axe-core that pages are checked with.
const axeVersion = "4.14.1"

// axe is the source of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	if _, err := exec.LookPath("npm"); err != nil {
		if err := pgserver.Install(os.Stderr, "npm"); err != nil {
			return "", err
		}
	}
	dir, err := os.MkdirTemp("", "axe")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	install := exec.Command("npm", "install", "--prefix", dir, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@"+axeVersion)
	install.Stderr = os.Stderr
	if err := install.Run(); err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	return string(source), err
})

// violation is one rule of axe-core that a page breaks.
type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// accessible fails for everything that axe-core calls serious or critical on the page that is open.
func accessible(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	source, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Evaluate[chromedp.Void](source))
	violations := run(t, ctx, chromedp.Evaluate[[]violation]("axe.run().then(r => r.violations)", chromedp.EvalAwaitPromise))
	for _, v := range violations {
		if slices.Contains([]string{"serious", "critical"}, v.Impact) {
			t.Errorf("%s: %s (%s): %s: %+v", name, v.ID, v.Impact, v.Help, v.Nodes)
		}
	}
}
