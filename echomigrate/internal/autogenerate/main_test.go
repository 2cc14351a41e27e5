package autogenerate_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestMain(m *testing.M) {
	status := m.Run()
	if n := testdb.LeftOut(); n > 0 {
		fmt.Printf("left out: %d scenarios whose extension the server does not have\n", n)
	}
	os.Exit(status)
}
