#!/bin/sh
# «description»
set -u

max_load=8
min_memory=100
max_disk=95
path=/

while [ $# -gt 1 ]; do
  case $1 in
    --maxload) max_load=$2 ;;
    --minmemory) min_memory=$2 ;;
    --maxdisk) max_disk=$2 ;;
    --path) path=$2 ;;
    *) echo "«unknownParameter|name=$1»" >&2; exit 2 ;;
  esac
  shift 2
done

failed=0
check() { # «checkArguments»
  printf '%-8s %s %s\n' "$1" "$2" "$3"
  if [ "$4" = wrong ]; then
    echo "«beyondLimit|name=$1»" >&2
    failed=1
  fi
}

if [ -r /proc/loadavg ]; then
  load=$(cut -d' ' -f2 /proc/loadavg)
  verdict=$(awk -v is="$load" -v max="$max_load" 'BEGIN { print (is > max ? "wrong" : "right") }')
  check "«load»" "$load" "«ofLimit|limit=$max_load»" "$verdict"
fi
if [ -r /proc/meminfo ]; then
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
  verdict=right
  [ "$memory" -lt "$min_memory" ] && verdict=wrong
  check "«memory»" "$memory" "«memoryAvailable|limit=$min_memory»" "$verdict"
fi
disk=$(df -P "$path" | awk 'NR == 2 { sub("%", "", $5); print $5 }')
if [ -z "$disk" ]; then
  echo "«diskUnreadable|path=$path»" >&2
  exit 1
fi
verdict=right
[ "$disk" -gt "$max_disk" ] && verdict=wrong
check "«disk»" "$disk" "«diskFull|limit=$max_disk»" "$verdict"
exit $failed
