# Ends what must not go on without its supervisor, once that has been silent for too long: a JVM that is
# stopped cannot do it.
# sh dead-mans-switch.sh RUNS_DIRECTORY
#
# All times are in hundredths of a second since the machine was started. RUNS_DIRECTORY/heartbeat has the
# last one at which the supervisor knew that it may go on. A run that must not go on by itself has the file
# "silence": for how long it may, and its control group, or "-". What is ended has the file "expired" before
# the first signal. The wrapper and the relays are left, to tell the end and to carry what was written.
# It ends when another one's number is in "switch", where the supervisor notes the newest, or when there has
# been nothing to look after for some minutes.
trap '' HUP INT TERM
cd "$1" || exit 1

# All processes of a run, but its wrapper and relays, into $found.
find_members() {
  found=
  leader=0 out=0 err=0
  read -r leader out err <"$1/pid" 2>/dev/null
  grep -qs "TEMPO_RUN_ID=$1" "/proc/$leader/environ" || leader=0 # it is gone: the number may be another's
  for bearer in $(grep -ls "TEMPO_RUN_ID=$1" /proc/[0-9]*/environ); do
    bearer=${bearer#/proc/}
    add "${bearer%/environ}"
  done
  [ "$leader" = 0 ] && return
  for file in /proc/[0-9]*/stat; do
    read -r line <"$file" || continue
    line=${line##*) } # state, parent, group, session
    case $line in Z*|X*) continue ;; esac
    line=${line#* * * }
    if [ "${line%% *}" = "$leader" ]; then
      file=${file#/proc/}
      add "${file%/stat}"
    fi
  done 2>/dev/null
}

add() {
  case $1 in
    "$leader"|"$out"|"$err"|$$) ;;
    *) found="$found $1" ;;
  esac
}

# Until two looks in a row find nothing, as a process may have forked while the first one passed it by.
# What cannot be killed is tried again later.
end_run() {
  [ -e "$1/pid" ] || return 0 # not begun yet, and then it is looked at again
  grep -qs '^rc=' "$1/exit" && return 0 # it has ended by itself
  : >"$1/expired" || return
  [ "$2" = - ] || echo 1 >"$2/cgroup.kill"
  quiet=0
  rounds=0
  while [ "$quiet" -lt 2 ] && [ "$rounds" -lt 50 ]; do
    find_members "$1"
    rounds=$((rounds + 1))
    if [ -n "$found" ]; then
      quiet=0
      kill -KILL $found
    else
      quiet=$((quiet + 1))
    fi
  done
  [ "$quiet" -lt 2 ] || rm -f "$1/silence"
} 2>/dev/null

idle=0
while [ "$idle" -lt 600 ]; do
  sleep 0.5 2>/dev/null || sleep 1
  owner=
  read -r owner <switch
  [ "$owner" = $$ ] || exit 0
  idle=$((idle + 1))
  for file in */silence; do
    [ -f "$file" ] || continue
    idle=0
    read -r silence cgroup <"$file" || continue
    read -r heartbeat <heartbeat || heartbeat=0
    read -r now rest </proc/uptime || continue
    if [ $((${now%.*}${now#*.} - heartbeat)) -gt "$silence" ]; then
      end_run "${file%/silence}" "$cgroup"
    fi
  done
done 2>/dev/null
