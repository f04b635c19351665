# Sourced by mvnw and bin/tempo: find_jdk sets JDK to the home of a Java of release 21 or newer.
# Looked at in turn: JAVA_HOME, the java on PATH, then what lies in /usr/lib/jvm (newest first).

java_release() { # JAVA_HOME -> its feature release, or nothing
  [ -x "$1/bin/java" ] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" 2>/dev/null)
  if [ -n "$version" ]; then # asking each Java itself takes longer than a server's database does to open
    echo "$version"
    return 0
  fi
  "$1/bin/java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = \(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
}

suits() { # JAVA_HOME tool: at least release 21, and with the named tool
  release=$(java_release "$1")
  [ -n "$release" ] && [ "$release" -ge 21 ] && [ -x "$1/bin/$2" ]
}

find_jdk() { # tool (java, or javac where a whole JDK is needed)
  JDK=
  if [ -n "${JAVA_HOME:-}" ] && suits "$JAVA_HOME" "$1"; then
    JDK=$JAVA_HOME
    return 0
  fi
  on_path=$(command -v java 2>/dev/null) || on_path=
  if [ -n "$on_path" ]; then
    home=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    if suits "$home" "$1"; then
      JDK=$home
      return 0
    fi
  fi
  best=0
  for home in /usr/lib/jvm/*; do
    if suits "$home" "$1" && [ "$release" -gt "$best" ]; then
      best=$release
      JDK=$home
    fi
  done
  [ -n "$JDK" ]
}
