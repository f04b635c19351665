# Ends what must not go on without its supervisor, once that has been silent for too long: a JVM that is
# stopped cannot do it.
# sh dead-mans-switch.sh RUNS_DIRECTORY
#
# All times are in hundredths of a second since the machine was started. RUNS_DIRECTORY/heartbeat has the
# last one at which the supervisor knew that it may go on, twice: it is written in place. A run that must not
# go on by itself has the file "silence": for how long it may, and its control group, or "-". What is ended
# has the file "expired" before the first signal. The wrapper and the relays are left, to tell the end and to
# carry what was written.
# It ends when another one's number is in "switch", where the supervisor notes the newest, or when there has
# been nothing to look after for some minutes.
trap '' HUP INT TERM
cd "$1" || exit 1

# The first process of a run, which leads its session, and the wrapper's relays; 0 for what is gone.
read_numbers() {
  leader=0 out=0 err=0
  read -r leader out err <"$1/pid" 2>/dev/null
  grep -qs "TEMPO_RUN_ID=$1" "/proc/$leader/environ" || leader=0 # the number may be another's
}

# All processes of a run, but its wrapper and relays, into $found.
find_members() {
  found=
  read_numbers "$1"
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

# Notes that it is ended, and has its control group ended by the kernel; fails if there is nothing to end.
begin_end() {
  [ -e "$1/pid" ] || return 1 # not begun yet, and then it is looked at again
  grep -qs '^rc=' "$1/exit" && return 1 # it has ended by itself
  true >"$1/expired"
  [ "$2" = - ] || echo 1 >"$2/cgroup.kill"
  read_numbers "$1"
  [ "$leader" = 0 ] || sessions="$sessions$leader "
  spared="$spared$leader $out $err "
} 2>/dev/null

# What is in one of the sessions, at one look: the thorough end of each run takes a while, and none may go on
# for as long as others are ended.
end_sessions() {
  found=
  for file in /proc/[0-9]*/stat; do
    read -r line <"$file" || continue
    line=${line##*) } # state, parent, group, session
    line=${line#* * * }
    case $sessions in *" ${line%% *} "*) ;; *) continue ;; esac
    file=${file#/proc/}
    case $spared in *" ${file%/stat} "*) ;; *) found="$found ${file%/stat}" ;; esac
  done
  [ -z "$found" ] || kill -KILL $found
} 2>/dev/null

# Until two looks in a row find nothing, as a process may have forked while the first one passed it by.
# What cannot be killed is tried again later.
end_run() {
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
  expired= sessions=' ' spared=" $$ "
  for file in */silence; do
    [ -f "$file" ] || continue
    idle=0
    read -r silence cgroup <"$file" || continue
    heartbeat=0 again=0
    read -r heartbeat again <heartbeat
    [ "$heartbeat" = "$again" ] || read -r heartbeat again <heartbeat # it was written meanwhile
    [ "$heartbeat" = "$again" ] || heartbeat=0
    read -r now rest </proc/uptime || continue
    if [ $((${now%.*}${now#*.} - heartbeat)) -gt "$silence" ]; then
      begin_end "${file%/silence}" "$cgroup" && expired="$expired ${file%/silence}"
    fi
  done
  [ -z "$expired" ] || end_sessions
  for run in $expired; do
    end_run "$run"
  done
done 2>/dev/null
