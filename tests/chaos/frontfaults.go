package main

import (
	"golang.org/x/net/http2"
)

// stage is when a fault of a stream happens.
type stage int

const (
	unread       stage = iota // when the head of the request arrived; the service sees nothing
	halfRead                  // when the service got half of the request
	noResponse                // when the service has responded, instead of its response
	halfResponse              // in the middle of the response
	extra                     // before the whole response
)

// streamFault is something that a faulty server of HTTP/2 does.
type streamFault struct {
	name  string
	stage stage
	act   func(*stream)
}

// streamFaultShare is the share of the streams with a fault outside of the phases with
// many.
const streamFaultShare = 0.04

var streamFaults = append(resets(),
	streamFault{"HTTP/2: RST_STREAM NO_ERROR within the response", halfResponse, resetsStream(http2.ErrCodeNo)},
	streamFault{"HTTP/2: RST_STREAM PROTOCOL_ERROR within the response", halfResponse, resetsStream(http2.ErrCodeProtocol)},
	streamFault{"HTTP/2: RST_STREAM REFUSED_STREAM within the response", halfResponse, resetsStream(http2.ErrCodeRefusedStream)},
	streamFault{"HTTP/2: GOAWAY below the stream, request unread", unread, goesAway(below, http2.ErrCodeNo)},
	streamFault{"HTTP/2: GOAWAY below the stream, request executed", noResponse, goesAway(below, http2.ErrCodeNo)},
	streamFault{"HTTP/2: GOAWAY above the stream, then the response", extra, goesAway(above, http2.ErrCodeNo)},
	streamFault{"HTTP/2: GOAWAY below the stream with ENHANCE_YOUR_CALM", unread, goesAway(below, http2.ErrCodeEnhanceYourCalm)},
	streamFault{"HTTP/2: GOAWAY below the stream with PROTOCOL_ERROR, request executed", noResponse, goesAway(below, http2.ErrCodeProtocol)},
	streamFault{"HTTP/2: GOAWAY above the stream with INTERNAL_ERROR", noResponse, goesAway(above, http2.ErrCodeInternal)},
	streamFault{"HTTP/2: storm of SETTINGS", extra, settingsStorm},
	streamFault{"HTTP/2: one stream a connection from now on", extra, oneStream},
	streamFault{"HTTP/2: flood of PING", extra, pingFlood},
	streamFault{"HTTP/2: response truncated", halfResponse, endsStream},
	streamFault{"HTTP/2: response truncated, connection closed", halfResponse, closesConnection},
	streamFault{"HTTP/2: connection reset before the request is read", unread, resetsConnection},
	streamFault{"HTTP/2: connection reset in the middle of the request", halfRead, resetsConnection},
	streamFault{"HTTP/2: connection reset instead of the response", noResponse, resetsConnection},
)

// resets are the resets of a stream before, in and after its request.
func resets() []streamFault {
	var list []streamFault
	for _, code := range []http2.ErrCode{http2.ErrCodeProtocol, http2.ErrCodeInternal, http2.ErrCodeRefusedStream, http2.ErrCodeCancel} {
		list = append(list,
			streamFault{"HTTP/2: RST_STREAM " + code.String() + ", request unread", unread, resetsStream(code)},
			streamFault{"HTTP/2: RST_STREAM " + code.String() + ", request half read", halfRead, resetsStream(code)},
			streamFault{"HTTP/2: RST_STREAM " + code.String() + ", request executed", noResponse, resetsStream(code)},
		)
	}
	return list
}

func resetsStream(code http2.ErrCode) func(*stream) {
	return func(s *stream) { s.write(func() { s.framer.WriteRSTStream(s.id, code) }) }
}

// below is a last stream id that says that the server did not see the request, above one
// that says that it did.
func below(id uint32) uint32 { return max(id, 2) - 2 }
func above(uint32) uint32    { return 1<<31 - 1 }

// goesAway announces the end of the connection. With an error code the connection then
// ends; without one it ends when the client closes it.
func goesAway(last func(uint32) uint32, code http2.ErrCode) func(*stream) {
	return func(s *stream) {
		s.write(func() { s.framer.WriteGoAway(last(s.id), code, nil) })
		if code != http2.ErrCodeNo {
			s.Conn.Close()
		}
	}
}

func settingsStorm(s *stream) {
	s.write(func() {
		for i := range uint32(100) {
			s.framer.WriteSettings(
				http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1 + i%3},
				http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 + i*100},
				http2.Setting{ID: http2.SettingMaxFrameSize, Val: 16<<10 + i},
			)
		}
		s.framer.WriteSettings(
			http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: maxStreams},
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: 64<<10 - 1},
		)
	})
}

func oneStream(s *stream) {
	s.write(func() { s.framer.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1}) })
}

func pingFlood(s *stream) {
	s.write(func() {
		for i := range byte(200) {
			s.framer.WritePing(false, [8]byte{i})
		}
	})
}

// endsStream ends a response before its announced length.
func endsStream(s *stream) { s.write(func() { s.framer.WriteData(s.id, true, nil) }) }

func closesConnection(s *stream) { s.Conn.Close() }

func resetsConnection(s *stream) { reset(s.Conn) }
