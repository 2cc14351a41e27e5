package echomigrate

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// accepted is how much a request wants an answer of a media type that it names, as its header Accept says it: from 0, not at all, to 1.
// Ranges such as */* name none.
func accepted(r *http.Request, mediaType string) (weight float64) {
	for _, header := range r.Header.Values(echo.HeaderAccept) {
		for element := range strings.SplitSeq(header, ",") {
			named, parameters, err := mime.ParseMediaType(element)
			if err != nil || named != mediaType {
				continue
			}
			q := 1.0
			if text, given := parameters["q"]; given {
				if q, err = strconv.ParseFloat(text, 64); err != nil {
					continue
				}
			}
			if q > weight {
				weight = min(q, 1)
			}
		}
	}
	return weight
}
