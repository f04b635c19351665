# Runs one command and writes down how it ended, so that its exit code outlives the JVM that asked.
# sh wrapper.sh RUN_DIRECTORY RELAY CGROUP UMASK DATA_KIB FILE_BLOCKS OOM_SCORE_ADJ NICE START COMMAND [ARGUMENT...]
# A setting of "-" is left as it is. The wrapper leads the session of the run.
#
# The command writes into two pipes, and a RELAY for each, cat(1), carries what comes into the files
# that the wrapper was started with. The files themselves are not for the command: whoever opens
# /dev/stdout by name would empty its file and write over what others have written, and whoever cuts or
# stretches its output would cut or stretch the file. The relays ignore what stops a run, end when the last
# writer has ended, and need nobody. The wrapper keeps the ends that they read from: so a relay that
# fails costs the command a wait until there is another one, and not its life. They have no language:
# to read the files of one, a dozen, would take longer than all else that they do for a short command.
#
# A run whose supervisor was killed just after the spawn, and that has not begun by then, is started again, in a
# directory of the same path. What was spawned for the earlier START, and comes late, must not begin as well: it
# finds no note of its own start there. All else it reaches through the directory that it has opened, wherever
# that is by now: whoever looks whether it has begun moves it aside, and back if it has. Once it has told its
# number, it looks whether that is where it was, since nobody takes it away from then on.
exec 9<"$1" || exit 1
_tempo_run=/proc/self/fd/9
[ -e "$_tempo_run/start.$9" ] || exit 1
trap '' HUP INT TERM
_tempo_relays=
if [ "$2" = - ]; then
  exec 7>&1 8>&2
  echo $$ >"$_tempo_run/pid"
else
  exec 5<>"$_tempo_run/stdout.pipe" 6<>"$_tempo_run/stderr.pipe" # to open but one end would wait for the other
  exec 3<"$_tempo_run/stdout.pipe" 4<"$_tempo_run/stderr.pipe"
  exec 7>"$_tempo_run/stdout.pipe" 8>"$_tempo_run/stderr.pipe" 5<&- 6<&-
  (
    unset TEMPO_RUN_ID LD_PRELOAD LD_LIBRARY_PATH
    export LC_ALL=C
    exec "$2" <&3 2>/dev/null 3<&- 4<&- 7>&- 8>&- 9<&-
  ) &
  _tempo_relay=$!
  (
    unset TEMPO_RUN_ID LD_PRELOAD LD_LIBRARY_PATH
    export LC_ALL=C
    exec "$2" <&4 >&2 2>/dev/null 3<&- 4<&- 7>&- 8>&- 9<&-
  ) &
  _tempo_relays="$_tempo_relay $!"
  echo "$$ $_tempo_relays" >"$_tempo_run/pid"
fi
[ -e "$1/start.$9" ] || sleep 1 # the directory may be aside for a moment, and comes back
[ -e "$1/start.$9" ] || {
  [ -z "$_tempo_relays" ] || kill -9 $_tempo_relays
  exit 1
}
# It has handlers for the signals that stop a run, instead of ignoring them: handlers, other than
# ignored signals, are not inherited, so that the command starts with the defaults.
trap : HUP INT TERM

# A POSIX shell tells on its standard error when a command was ended by a signal, but gives the same
# status as for a command that returned 128 + n. So that message goes into "exit", and tells them apart.
# The file is there already, full of blanks, so that writing over it needs no room on the disk.
exec 2<>"$_tempo_run/exit"
(
  [ "$3" = - ] || { echo 0 >"$3/cgroup.procs"; } 2>/dev/null || : >"$_tempo_run/outside"
  [ "$4" = - ] || umask "$4"
  [ "$5" = - ] || ulimit -d "$5"
  [ "$6" = - ] || ulimit -f "$6"
  [ "$7" = - ] || echo "$7" >/proc/self/oom_score_adj
  # Variables for another account, which cannot read this directory: it finds them at descriptor 4.
  if [ -f "$_tempo_run/environment" ]; then
    exec 4<"$_tempo_run/environment"
    rm -f "$_tempo_run/environment"
  fi
  if [ "$8" = - ]; then
    shift 9
  else
    _tempo_nice=$8
    shift 9
    set -- nice -n "$_tempo_nice" "$@"
  fi
  exec 9<&-
  exec "$@"
) >&7 2>&8 3<&- 4<&- 7>&- 8>&-
_tempo_rc=$?
{
  echo ended
  times
  echo "rc=$_tempo_rc" # the last line: without it, and its end, the file says nothing
} >&2
exit "$_tempo_rc"
