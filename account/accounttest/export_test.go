package accounttest

import "time"

// SetBodyTimeout changes how long a body may take to arrive.
func (s *Server) SetBodyTimeout(d time.Duration) { s.bodyTimeout = d }
