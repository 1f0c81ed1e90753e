package websocket

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"
)

// compressMin is the payload in bytes below which compression gains nothing worth its time.
const compressMin = 128

// negotiateDeflate accepts the first offer of permessage-deflate that can be met: no context is taken over in either
// direction, and the window is the one that compress/flate has (RFC 7692, section 7.1).
func negotiateDeflate(accepted *bool) func(httphead.Option) (httphead.Option, error) {
	return func(offer httphead.Option) (httphead.Option, error) {
		var offered wsflate.Parameters
		if *accepted || string(offer.Name) != wsflate.ExtensionName || offered.Parse(offer) != nil || !strict(offer) {
			return httphead.Option{}, nil
		}
		answer := wsflate.DefaultParameters
		if bits := offered.ServerMaxWindowBits; bits.Defined() {
			if bits.Bytes() < wsflate.MaxLZ77WindowSize {
				return httphead.Option{}, nil
			}
			answer.ServerMaxWindowBits = bits
		}
		*accepted = true
		return answer.Option(), nil
	}
}

// strict reports whether an offer has no parameter twice and no number with a leading zero, which
// wsflate.Parameters.Parse lets pass (RFC 7692, sections 7.1 and 7.1.2).
func strict(offer httphead.Option) bool {
	seen := map[string]bool{}
	ok := true
	offer.Parameters.ForEach(func(key, value []byte) bool {
		ok = !seen[string(key)] && !bytes.HasPrefix(value, []byte{'0'})
		seen[string(key)] = true
		return ok
	})
	return ok
}

// maxCompressed is how long a message may be that decompresses to limit bytes: DEFLATE makes what it cannot compress
// a little longer.
func maxCompressed(limit int64) int64 { return limit + limit>>8 + 64 }

// inflater is a decompressor in the form in which wsflate uses it again.
type inflater struct{ io.ReadCloser }

func (i inflater) Reset(source io.Reader) {
	_ = i.ReadCloser.(flate.Resetter).Reset(source, nil) // never fails without a dictionary
}

// deflaters are compressors that wait for work; each is some hundreds of kilobytes.
var deflaters = sync.Pool{New: func() any {
	return wsflate.NewWriter(io.Discard, func(w io.Writer) wsflate.Compressor {
		f, _ := flate.NewWriter(w, flate.DefaultCompression) // fails only for levels that do not exist
		return f
	})
}}

// deflateFrame is a data frame compressed, or the frame itself where that is no shorter.
func deflateFrame(plain []byte, header int) []byte {
	payload := plain[header:]
	if len(payload) < compressMin {
		return plain
	}
	var compressed bytes.Buffer
	w := deflaters.Get().(*wsflate.Writer)
	defer deflaters.Put(w)
	w.Reset(&compressed)
	if _, err := w.Write(payload); err != nil {
		return plain
	}
	if err := w.Flush(); err != nil || compressed.Len() >= len(payload) {
		return plain
	}
	return appendFrame(nil, ws.OpCode(plain[0]&0x0f), ws.Rsv(true, false, false), compressed.Bytes())
}

// inflate decompresses a message, up to Options.MaxMessageBytes. The buffer goes back to s.inflated.
func (s *Server) inflate(payload []byte) (*bytes.Buffer, *protocolError) {
	source := bytes.NewReader(payload)
	r, ok := s.inflaters.Get().(*wsflate.Reader)
	if ok {
		r.Reset(source)
	} else {
		r = wsflate.NewReader(source, func(r io.Reader) wsflate.Decompressor { return inflater{flate.NewReader(r)} })
	}
	defer s.inflaters.Put(r)
	buffer, ok := s.inflated.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	n, err := buffer.ReadFrom(io.LimitReader(r, int64(s.options.MaxMessageBytes)+1))
	switch {
	case n > int64(s.options.MaxMessageBytes):
		return nil, errTooBig
	case err != nil:
		return nil, &protocolError{StatusInvalidFramePayloadData, "message does not decompress"}
	}
	return buffer, nil
}
