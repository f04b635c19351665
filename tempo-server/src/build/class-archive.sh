#!/bin/sh
# Makes target/tempo.jsa, the archive of classes (class-data sharing) that bin/tempo starts the server with: one training run through
# bin/tempo itself, so that class path and flags are the same. Written apart and renamed when whole. A virtual machine that cannot
# make one leaves a server that starts without.
set -u
module=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
archive=$module/target/tempo.jsa
data=$module/target/training
rm -rf "$data" "$archive" "$archive.new"
mkdir -p "$data"
log=$module/target/training.log
TEMPO_JAVA_OPTS="-XX:+IgnoreUnrecognizedVMOptions -XX:ArchiveClassesAtExit=$archive.new" \
  timeout 120 "$module/bin/tempo" train "$data" >"$log" 2>&1 </dev/null
code=$?
rm -rf "$data"
if [ "$code" -ne 0 ]; then
  rm -f "$archive.new"
  echo "class-archive: the training run ended with code $code; see $log" >&2
  exit "$code"
fi
[ ! -f "$archive.new" ] || mv "$archive.new" "$archive"
