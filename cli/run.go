package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// ways are the options that take the place of a run; no two of them go together.
var ways = []string{"sql", "plan", "dry-run"}

// verifyWays refuses several of them.
func (c call) verifyWays(command string) error {
	first := ""
	for _, way := range ways {
		switch {
		case !c.Bool(way):
		case first != "":
			return usageError("%s: --%s and --%s do not go together: give one of them", command, first, way)
		default:
			first = way
		}
	}
	return nil
}

func upgradeLeaf() leaf {
	return leaf{
		name:      "upgrade",
		usage:     "bring the database to a revision (default: head)",
		arguments: "[REVISION]",
		most:      1,
		flags:     append(sqlFlags(), planFlag(), dryRunFlag(), transactionFlag(), lockTimeoutFlag(), tagFlag(), databaseFlag(), jsonFlag()),
		run: func(c call) (any, error) {
			if err := c.verifyWays("upgrade"); err != nil {
				return nil, err
			}
			return c.inTurn(func(c call) (any, error) {
				if c.Bool("plan") {
					return c.plan(c.migrator.UpgradePlan(c.Context.Context, c.argument("head"), c.progress()))
				}
				if c.Bool("dry-run") {
					return c.dryRun(c.migrator.UpgradeDryRun(c.Context.Context, c.argument("head"), c.dryRunOptions()))
				}
				if c.Bool("sql") {
					return nil, c.migrator.UpgradeSQL(c.out, c.argument("head"), c.scriptOptions())
				}
				return c.report(c.migrator.Upgrade(c.Context.Context, c.argument("head"), c.progress()))
			})
		},
	}
}

func downgradeLeaf() leaf {
	return leaf{
		name:      "downgrade",
		usage:     "take the database back to a revision (default: -1, one step)",
		arguments: "[REVISION]",
		most:      1,
		flags:     append(sqlFlags(), planFlag(), dryRunFlag(), transactionFlag(), lockTimeoutFlag(), tagFlag(), databaseFlag(), jsonFlag()),
		run: func(c call) (any, error) {
			if err := c.verifyWays("downgrade"); err != nil {
				return nil, err
			}
			return c.inTurn(func(c call) (any, error) {
				if c.Bool("plan") {
					return c.plan(c.migrator.DowngradePlan(c.Context.Context, c.argument("-1"), c.progress()))
				}
				if c.Bool("dry-run") {
					return c.dryRun(c.migrator.DowngradeDryRun(c.Context.Context, c.argument("-1"), c.dryRunOptions()))
				}
				if c.Bool("sql") {
					return nil, c.migrator.DowngradeSQL(c.out, c.argument("head:-1"), c.scriptOptions())
				}
				return c.report(c.migrator.Downgrade(c.Context.Context, c.argument("-1"), c.progress()))
			})
		},
	}
}

func stampLeaf() leaf {
	return leaf{
		name:      "stamp",
		usage:     "say that the database is at a revision, without running anything (default: head)",
		arguments: "[REVISION…]",
		most:      -1,
		flags: append(sqlFlags(),
			&cli.BoolFlag{Name: "purge", Usage: "forget what the database says of itself before"},
			lockTimeoutFlag(),
			tagFlag(),
			databaseFlag(),
			jsonFlag(),
		),
		run: func(c call) (any, error) {
			targets := c.arguments
			if len(targets) == 0 {
				targets = []string{"head"}
			}
			if c.Bool("sql") && c.Bool("purge") {
				return nil, usageError("stamp: --purge looks at the database, and --sql does not")
			}
			return c.inTurn(func(c call) (any, error) {
				if c.Bool("sql") {
					return nil, c.migrator.StampSQL(c.out, targets, c.scriptOptions())
				}
				return c.report(c.migrator.Stamp(c.Context.Context, targets, c.progress(), echomigrate.RunOptions{Purge: c.Bool("purge")}))
			})
		},
	}
}

func ensureVersionLeaf() leaf {
	return leaf{
		name:  "ensure-version",
		usage: "create the version table and the history table where they are missing",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "sql", Usage: "print the SQL instead of running it; no database is asked"},
			lockTimeoutFlag(),
			databaseFlag(),
		},
		run: func(c call) (any, error) {
			return c.inTurn(func(c call) (any, error) {
				if c.Bool("sql") {
					return nil, c.migrator.EnsureVersionSQL(c.out)
				}
				return nil, c.migrator.EnsureVersion(c.Context.Context, c.progress())
			})
		},
	}
}

func sqlFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "sql", Usage: "print the SQL instead of running it; the revision may be a range, FROM:TO, and no database is asked"},
		&cli.BoolFlag{Name: "leave-gaps", Usage: "with --sql, put a comment in the place of what only Go can do"},
	}
}

func (c call) scriptOptions() runner.ScriptOptions {
	return runner.ScriptOptions{LeaveGaps: c.Bool("leave-gaps"), Transaction: revision.TransactionMode(c.String("transaction"))}
}

func tagFlag() cli.Flag {
	return &cli.StringFlag{Name: "tag", Usage: "a `TAG` for revisions and hooks, which find it by op.InvocationFrom"}
}

func transactionFlag() cli.Flag {
	return &cli.StringFlag{Name: "transaction", Usage: "what is in one transaction, a `MODE`: revision, all or none (default: the app's, else revision)"}
}

// verifyTransaction refuses a mode that there is none of.
func verifyTransaction(c *cli.Context) error {
	if err := revision.TransactionMode(c.String("transaction")).Check(); err != nil {
		return fmt.Errorf("--transaction: %w", err)
	}
	return nil
}

func lockTimeoutFlag() cli.Flag {
	return &cli.DurationFlag{Name: "lock-timeout", Usage: "how long to wait for another run, or for who uses a table: a `DURATION` such as 90s or 5m (default: the app's, else 1m)"}
}

// verifyLockTimeout refuses a time that nobody can wait for; zero would be the default.
func verifyLockTimeout(c *cli.Context) error {
	if c.IsSet("lock-timeout") && c.Duration("lock-timeout") <= 0 {
		return fmt.Errorf("--lock-timeout %s: give a time above zero, such as 1ms for hardly any", c.Duration("lock-timeout"))
	}
	return nil
}

// verifyWait refuses a time before now.
func verifyWait(c *cli.Context) error {
	if wait := c.Duration("wait"); wait < 0 {
		return fmt.Errorf("--wait %s: give a time that is not below zero, such as 30s", wait)
	}
	return nil
}

// ahead prints why an upgrade has nothing to do on a database that is ahead; nothing where it is not.
func (c call) ahead(why string) {
	if why != "" && !c.asJSON() {
		fmt.Fprintf(c.out, "Nothing to do: %s\n", why)
	}
}

// report prints a run's warnings, and gives its report as JSON has it.
func (c call) report(report runner.Report, err error) (any, error) {
	c.clearLine()
	c.warn(report.Warnings)
	c.ahead(report.Ahead)
	return newReportJSON(report), err
}
