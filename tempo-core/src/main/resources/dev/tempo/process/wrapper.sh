# Runs one command and writes down how it ended, so that its exit code outlives the JVM that asked.
# sh wrapper.sh RUN_DIRECTORY CGROUP UMASK DATA_KIB FILE_BLOCKS OOM_SCORE_ADJ NICE COMMAND [ARGUMENT...]
# A setting of "-" is left as it is. The wrapper leads the session of the run.
#
# It has handlers for the signals that stop a run, instead of ignoring them: handlers, other than
# ignored signals, are not inherited, so that the command starts with the defaults.
trap : HUP INT TERM
echo $$ >"$1/pid"

# A POSIX shell tells on its standard error when a command was ended by a signal, but gives the same
# status as for a command that returned 128 + n. So that message goes into "exit", and tells them apart.
# The file is there already, full of blanks, so that writing over it needs no room on the disk.
exec 3>&2 2<>"$1/exit"
(
  [ "$2" = - ] || { echo 0 >"$2/cgroup.procs"; } 2>/dev/null || : >"$1/outside"
  [ "$3" = - ] || umask "$3"
  [ "$4" = - ] || ulimit -d "$4"
  [ "$5" = - ] || ulimit -f "$5"
  [ "$6" = - ] || echo "$6" >/proc/self/oom_score_adj
  # Variables for another account, which cannot read this directory: it finds them at descriptor 4.
  if [ -f "$1/environment" ]; then
    exec 4<"$1/environment"
    rm -f "$1/environment"
  fi
  if [ "$7" = - ]; then
    shift 7
  else
    _tempo_nice=$7
    shift 7
    set -- nice -n "$_tempo_nice" "$@"
  fi
  exec "$@"
) 2>&3 3>&-
_tempo_rc=$?
{
  echo ended
  times
  echo "rc=$_tempo_rc" # the last line: without it, and its end, the file says nothing
} >&2
exit "$_tempo_rc"
