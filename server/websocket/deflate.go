package websocket

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"
)

// compressMin is the payload in bytes below which compression gains nothing worth its time.
const compressMin = 128

// maxCompressed is how long a message may be that decompresses to limit bytes: DEFLATE makes what it cannot compress
// a little longer.
func maxCompressed(limit int64) int64 { return limit + limit>>8 + 64 }

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

// inflater decompresses one message after the other. (wsflate.Reader puts a zero behind a message that ends where a
// block does, and so understands what is not DEFLATE.)
type inflater struct {
	source compressed
	plain  io.ReadCloser // of compress/flate, reads source
}

// compressed is a message and what its sender has cut off, with the end of the stream (RFC 7692, section 7.2.2). It is
// an io.ByteReader so that compress/flate needs no buffer before it.
type compressed struct{ message, tail []byte }

const deflateTail = "\x00\x00\xff\xff" + "\x01\x00\x00\xff\xff"

func (c *compressed) Read(p []byte) (int, error) {
	if len(c.message) == 0 {
		c.message, c.tail = c.tail, nil
	}
	if len(c.message) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.message)
	c.message = c.message[n:]
	return n, nil
}

func (c *compressed) ReadByte() (byte, error) {
	var b [1]byte
	_, err := c.Read(b[:])
	return b[0], err
}

// inflate decompresses a message, up to Options.MaxMessageBytes. The buffer goes back to s.inflated.
func (s *Server) inflate(payload []byte) (*bytes.Buffer, *protocolError) {
	buffer, ok := s.inflated.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	r, ok := s.inflaters.Get().(*inflater)
	if !ok {
		r = new(inflater)
		r.plain = flate.NewReader(&r.source)
	}
	defer s.inflaters.Put(r)
	r.source = compressed{payload, []byte(deflateTail)}
	limited := io.LimitedReader{R: r.plain, N: int64(s.options.MaxMessageBytes) + 1}
	var err error
	// A block with BFINAL ends a stream of DEFLATE, but not the message (RFC 7692, section 7.2.1). A message without bytes
	// is hardly DEFLATE, but there is only one thing that it can mean.
	for len(r.source.message) > 0 && limited.N > 0 && err == nil {
		_ = r.plain.(flate.Resetter).Reset(&r.source, nil) // never fails without a dictionary
		_, err = buffer.ReadFrom(&limited)
	}
	r.source = compressed{}
	switch {
	case limited.N == 0:
		return nil, errTooBig
	case err != nil:
		return nil, &protocolError{StatusInvalidFramePayloadData, "message does not decompress"}
	}
	return buffer, nil
}
