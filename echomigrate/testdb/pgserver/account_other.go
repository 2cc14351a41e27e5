//go:build !unix

package pgserver

import (
	"errors"
	"syscall"
)

type account struct{}

func serverAccount() (account, error) {
	return account{}, errors.New("private PostgreSQL servers need a Unix-like system: set " + EnvURL)
}

func (account) attributes() *syscall.SysProcAttr { return nil }

func (account) mayReach(string) error { return nil }

func (account) makeDir() (string, error) { return "", errors.ErrUnsupported }

func lockFile(string) (unlock func(), err error) { return nil, errors.ErrUnsupported }
