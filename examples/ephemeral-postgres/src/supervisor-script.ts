/**
 * The shell script that owns one server: it unpacks the archive on its standard input, creates and runs the server, and
 * deletes the server's folder in the end. File descriptor 3 is a pipe from the process that wanted the server; no way to
 * end that process leaves the pipe open, so its end is the order to stop.
 *
 * Arguments: the server's folder, its superuser, the number of links, source and target of each link, and what is left
 * goes to the server.
 *
 * A shell starts background commands with SIGQUIT ignored, so SIGQUIT (stop at once) would be lost on a server that has
 * not installed its own handlers yet; SIGTERM ends it there, and is overruled by SIGQUIT later on.
 */
export const supervisorScript = `
set -eu
folder=$1 user=$2 links=$3
shift 3
trap 'cd / && rm -rf "$folder"' EXIT
umask 077
cd "$folder"

mkdir native
tar -xf - -C native
exec </dev/null
chmod -R u+rwX native
chmod u+x native/bin/*
while [ "$links" -gt 0 ]; do
  ln -sf "$1" "$2"
  links=$((links - 1))
  shift 2
done

native/bin/initdb --pgdata=data --username="$user" --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null 3<&-
native/bin/postgres -D "$folder/data" "$@" 3<&- &
server=$!
(
  read -r _ <&3 || :
  kill -TERM "$server"
  kill -QUIT "$server"
) &
watcher=$!

wait "$server" || :
kill "$watcher" 2>/dev/null || :
`;
