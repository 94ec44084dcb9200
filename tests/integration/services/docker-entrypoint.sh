#!/bin/sh
set -e
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
	chown redis:redis /data
	exec setpriv --reuid redis --regid redis --clear-groups -- "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
	initdb --auth trust --no-sync >/dev/null
fi
exec "$@"
