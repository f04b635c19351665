#!/bin/sh
# Makes the archive of classes that bin/tempo starts the server with, in target, or in lib where the server was unpacked: tempo.aot, an
# AOT cache (JEP 514), where this Java can make one (release 25 or newer), else tempo.jsa (class-data sharing). One training run through
# bin/tempo itself, so that class path and flags are the same, but without the profiles of methods (JEP 515): the quick compiler, which is
# the only one that bin/tempo has, makes nothing of them. Written apart and renamed when whole. A virtual machine that can make neither
# leaves a server that starts without.
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
if [ -x "$here/tempo" ]; then # unpacked
  tempo=$here/tempo
  target=$(dirname "$here")/lib
else
  module=$(dirname "$(dirname "$here")")
  tempo=$module/bin/tempo
  target=$module/target
fi
data=$target/training
log=$target/training.log
rm -f "$target"/tempo.aot "$target"/tempo.jsa "$target"/tempo.*.new "$log"

train() { # OPTION FILE: a run that leaves FILE, or nothing where the option is not known
  rm -rf "$data"
  mkdir -p "$data"
  TEMPO_JAVA_OPTS="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining $1=$2.new" \
    timeout 240 "$tempo" train "$data" >>"$log" 2>&1 </dev/null
  code=$?
  rm -rf "$data" "$2.new.config"
  if [ "$code" -ne 0 ]; then
    rm -f "$2.new"
    echo "class-archive: the training run ended with code $code; see $log" >&2
    exit "$code"
  fi
  [ -s "$2.new" ] && mv "$2.new" "$2"
}

train -XX:AOTCacheOutput "$target/tempo.aot" || train -XX:ArchiveClassesAtExit "$target/tempo.jsa" || :
