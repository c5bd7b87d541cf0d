//go:build tools

// What is built from other modules as it is; this file keeps them in go.mod.
package tools

import (
	_ "github.com/nektos/act"
	_ "github.com/rhysd/actionlint/cmd/actionlint"
)
