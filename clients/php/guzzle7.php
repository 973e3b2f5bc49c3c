<?php
// Release 5 of the generator calls functions that Guzzle 7 has as methods. Later releases
// call the methods, and need none of this.

namespace GuzzleHttp\Psr7;

function build_query(array $params, int|false $encoding = PHP_QUERY_RFC3986): string
{
    return Query::build($params, $encoding);
}
