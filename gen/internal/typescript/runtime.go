package typescript

import (
	"bytes"
	"embed"
	"io/fs"
	"strings"

	"eventwire/gen/internal/output"
)

// compiled is what tsc made of runtime/src (npm run build); a test holds the two together.
//
//go:embed runtime/dist
var compiled embed.FS

// runtimeFiles gives the fixed part of every package.
func runtimeFiles(source string) ([]output.File, error) {
	entries, err := fs.ReadDir(compiled, "runtime/dist")
	if err != nil {
		return nil, err
	}
	var files []output.File
	for _, entry := range entries {
		text, err := fs.ReadFile(compiled, "runtime/dist/"+entry.Name())
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(entry.Name(), ".map") {
			// The header is a line of the script, so the map begins a line later.
			text = bytes.Replace(text, []byte(`"mappings":"`), []byte(`"mappings":";`), 1)
			text = append([]byte(`{"//":"`+output.Header(source)+`",`), bytes.TrimPrefix(text, []byte("{"))...)
		} else {
			text = append([]byte("// "+output.Header(source)+"\n"), text...)
		}
		files = append(files, output.File{Path: "runtime/" + entry.Name(), Content: text})
	}
	return files, nil
}
