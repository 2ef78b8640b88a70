#!/usr/bin/env bash
# Tests the launcher `weir` with a java and an mvn that only say how they were called. Needs no JDK and no network.
#
#   launcher-test.sh WEIR      the launcher to test; prints a line for each case, exits 1 if any failed
# shellcheck disable=SC2317 # the conditions are called by check
set -uo pipefail

launcher=$(readlink -f "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/weir launcher XXXXXX") # with spaces, on purpose
trap 'rm -rf "$work"' EXIT
failed=0

# A JDK of a version: bin/java prints its arguments, one a line.
make_java() {
  mkdir -p "$1/bin" "$1/lib"
  : >"$1/lib/modules"
  [ -z "${2:-}" ] || printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'END'
#!/bin/bash
if [ "${1:-}" = -version ]; then
  [ -z "${JAVA_IS_BROKEN:-}" ] || exit 3
  echo 'openjdk version "'"${JAVA_SAYS:-17.0.1}"'" 2021-10-19' >&2
  exit 0
fi
for option; do
  case $option in
    -XX:SharedArchiveFile=*) archive=${option#*=} ;;
    -Xshare:dump) dumps=yes ;;
    *.Rehearsal) [ -z "${REHEARSAL_FAILS:-}" ] || exit 1 ;;
  esac
done
[ -z "${dumps:-}" ] || : >"$archive"
printf '%s\n' "$@"
exit "${JAVA_EXITS:-0}"
END
  chmod +x "$1/bin/java"
}

# An mvn that leaves what a build leaves, and counts how often it is called.
make_maven() {
  mkdir -p "$1"
  cat >"$1/mvn" <<'END'
#!/bin/bash
echo called >>"$MAVEN_CALLS"
[ -z "${MAVEN_FAILS:-}" ] || { echo 'COMPILATION ERROR: line 7'; exit 1; }
mkdir -p appliance/target/dist/lib demo/target/dist/lib brokers/target/lib
: >appliance/target/weir-appliance.jar
: >demo/target/weir-demo.jar
END
  chmod +x "$1/mvn"
}

# A source checkout with the launcher in it.
make_checkout() {
  mkdir -p "$1/.mvn" "$1/appliance/src/main/dist" "$1/appliance/src/main/java" "$1/demo/src/main/java"
  cp "$launcher" "$1/weir"
  touch "$1/pom.xml" "$1/appliance/pom.xml" "$1/demo/pom.xml" "$1/appliance/src/main/java/A.java"
}

# Runs a command without JAVA_HOME unless it is given, with only the tools of the system and the given ones on the path.
run() {
  out=$(env -u JAVA_HOME -u WEIR_JAVA_OPTS PATH="$path" "$@" 2>"$work/err")
  code=$?
  err=$(cat "$work/err")
}

# check NAME CONDITION...: the condition is a command.
check() {
  local name=$1
  shift
  if "$@"; then
    printf 'ok   %s\n' "$name"
  else
    failed=1
    printf 'FAIL %s\n  exit code %s\n  out: %s\n  err: %s\n' "$name" "$code" "$out" "$err"
  fi
}
says() { [[ $err == *"$1"* ]]; }
starts() { [[ $'\n'$out$'\n' == *$'\n'"$1"$'\n'* ]]; }
lacks() { ! starts "$1"; }
calls() { [ "$(wc -l <"$MAVEN_CALLS")" = "$1" ]; }
exits() { [ "$code" = "$1" ]; }

# The tools that the launcher uses, and no java and no mvn of this machine.
tools=$work/tools
mkdir -p "$tools"
for tool in bash env dirname readlink sed find sort cksum cat mkdir flock sleep tail; do
  ln -s "$(command -v "$tool")" "$tools/$tool"
done
export MAVEN_CALLS=$work/calls
: >"$MAVEN_CALLS"
make_java "$work/jdk 17" 17.0.1
make_java "$work/jdk 25" 25
make_java "$work/jdk 11" 11.0.2
make_java "$work/jdk 8" 1.8.0_392
make_java "$work/jdk unlabelled"
make_maven "$work/maven"
checkout="$work/a checkout"
make_checkout "$checkout"
java17="$tools:$work/jdk 17/bin"
all="$java17:$work/maven"

path=$tools
run "$checkout/weir" check
check 'says that there is no java' says 'weir: no java found; install a JDK, 17 or newer, or set JAVA_HOME'
check 'exits with 1 without java' exits 1
run env JAVA_HOME=/nowhere "$checkout/weir" check
check 'says that JAVA_HOME is wrong' says 'weir: /nowhere/bin/java is not there; set JAVA_HOME to a JDK, 17 or newer'
run env "JAVA_HOME=$work/jdk 11" "$checkout/weir" check
check 'says that java is too old' says 'jdk 11/bin/java is version 11; Weir needs 17 or newer: set JAVA_HOME'
run env "JAVA_HOME=$work/jdk 8" "$checkout/weir" check
check 'knows how old versions are numbered' says 'jdk 8/bin/java is version 8; Weir needs 17 or newer'
run env "JAVA_HOME=$work/jdk unlabelled" JAVA_SAYS=11.0.2 "$checkout/weir" check
check 'asks java where no file says its version' says 'is version 11; Weir needs 17 or newer'
run env "JAVA_HOME=$work/jdk unlabelled" JAVA_IS_BROKEN=1 "$checkout/weir" check
check 'says that java does not run' says 'jdk unlabelled/bin/java does not say its version; set JAVA_HOME to a JDK, 17'
check 'exits with 1 when java does not run' exits 1

path=$java17
run "$checkout/weir" check
check 'says that it must be built, and what is missing' says 'must be built first, and Maven (mvn) was not found'
path=$all
MAVEN_FAILS=1 run "$checkout/weir" check
check 'shows why the build failed' says 'COMPILATION ERROR: line 7'
check 'says where all of the output is' says 'weir: the build failed; all of its output is in target/build.log'
check 'exits with 1 when the build failed' exits 1
calls_before=$(wc -l <"$MAVEN_CALLS")
run "$checkout/weir" check -c 'my file.yaml'
check 'builds again after a failure' calls $((calls_before + 1))
check 'says that it builds, on standard error' says 'weir: building, once'
check 'starts the appliance' starts io.weir.appliance.cli.Weir
check 'hands arguments on as they are' starts 'my file.yaml'
check 'reads its options from the checkout' starts "@$checkout/appliance/src/main/dist/jvm.options"
check 'leaves out the options of newer javas' lacks "@$checkout/appliance/src/main/dist/jvm-24.options"

: >"$MAVEN_CALLS"
run "$checkout/weir" check
check 'does not build when nothing has changed' calls 0
check 'says nothing then' [ -z "$err" ]
path=$java17
run "$checkout/weir" check
check 'needs no Maven then' starts io.weir.appliance.cli.Weir
path=$all
mkdir -p "$checkout/appliance/src/test/java"
touch "$checkout/appliance/src/test/java/ATest.java"
run "$checkout/weir" check
check 'does not build for a changed test' calls 0
printf 'class A {}\n' >"$checkout/appliance/src/main/java/A.java"
run "$checkout/weir" check
check 'builds for a changed source' calls 1
rm "$checkout/appliance/target/weir-appliance.jar"
run "$checkout/weir" check
check 'builds when the jar is gone' calls 2

: >"$MAVEN_CALLS"
ln -s "../a checkout/weir" "$tools/weir"
mkdir -p "$work/else where"
run bash -c 'cd "$1" && weir run' - "$work/else where"
check 'works from elsewhere, through a symbolic link' starts "@$checkout/appliance/src/main/dist/run.options"
check 'and does not build for that' calls 0
run bash -c 'cd "$1" && ./weir run' - "$checkout"
check 'works from its own directory' starts io.weir.appliance.cli.Weir
run env "JAVA_HOME=$work/jdk 25" "$checkout/weir" run
check 'prefers JAVA_HOME, and gives newer javas their options' starts "@$checkout/appliance/src/main/dist/jvm-24.options"
run env WEIR_JAVA_OPTS='-Xmx1g -Da=b' "$checkout/weir" run
check 'hands WEIR_JAVA_OPTS on' starts -Da=b
run env JAVA_EXITS=78 "$checkout/weir" check
check 'ends with the exit code of the program' exits 78
run "$checkout/weir"
check 'leaves the answer to a missing command to the program' starts io.weir.appliance.cli.Weir
run "$checkout/weir" demo --rate 5
check 'starts the demo with its own class path' starts "$checkout/demo/target/dist/lib/*:$checkout/demo/target/weir-demo.jar"
check 'starts the demo itself' starts io.weir.demo.Demo
check 'does not hand the word demo on' lacks demo
check 'does not claim a terminal' lacks -Dweir.terminal=true
check 'tells the demo how it was called, quoted' starts "-Dweir.command=$(printf %q "$checkout/weir")"
run bash -c 'cd "$1" && ./weir demo' - "$checkout"
check 'as it was typed' starts -Dweir.command=./weir
run bash -c 'cd "$1" && bash weir demo' - "$checkout"
check 'as it can be typed' starts -Dweir.command=./weir
run weir demo
check 'by its name where the path finds it' starts -Dweir.command=weir
if script=$(command -v script); then
  run "$script" -qec "'$checkout/weir' demo" /dev/null
  out=${out//$'\r'/}
  check 'tells the demo that it is on a terminal' starts -Dweir.terminal=true
else
  printf 'skip tells the demo that it is on a terminal: there is no script (util-linux)\n'
fi

: >"$MAVEN_CALLS"
installed="$work/opt/weir"
mkdir -p "$installed/lib"
cp "$launcher" "$installed/weir"
path=$java17
run "$installed/weir" check
check 'runs installed, from its lib directory' starts "$installed/lib/*"
check 'reads its options where it is installed' starts "@$installed/jvm.options"
run "$installed/weir" demo
check 'leaves the demo to the appliance where it is not installed' starts io.weir.appliance.cli.Weir

# The archive of loaded classes: the tools for it were missing until here, so that none was made.
for tool in stat nice mv rm; do
  ln -s "$(command -v "$tool")" "$tools/$tool"
done
archives=$installed/archives
files() { find "$1" -name "*.$2" 2>/dev/null | wc -l; }
# within DIRECTORY ENDING NUMBER: so many files, after at most ten seconds
within() {
  local i
  for ((i = 0; i < 100; i++)); do
    [ "$(files "$1" "$2")" != "$3" ] || return 0
    sleep 0.1
  done
  return 1
}
uses() { [[ $out == *"-XX:SharedArchiveFile=$1/"* ]]; }
uses_none() { [[ $out != *-XX:SharedArchiveFile=* ]]; }
touch "$installed/lib/a.jar" "$installed/"{jvm,jvm-24,run}.options
run "$installed/weir" run
check 'makes no archive for the appliance itself' [ ! -e "$archives" ]
run env WEIR_ARCHIVE=no "$installed/weir" check
check 'makes no archive if it is not wanted' [ ! -e "$archives" ]
run "$installed/weir" check
check 'starts without an archive where there is none' uses_none
check 'makes it meanwhile' within "$archives" jsa 1
run "$installed/weir" check
check 'uses it the next time' uses "$archives"
run "$installed/weir" run
check 'and for the appliance' uses "$archives"
run env WEIR_ARCHIVE=no "$installed/weir" check
check 'uses none if it is not wanted' uses_none
printf 'changed' >"$installed/lib/a.jar"
run "$installed/weir" check
check 'uses no archive of other jars' uses_none
check 'makes one of these jars' within "$archives" jsa 2
run env "JAVA_HOME=$work/jdk 25" "$installed/weir" check
check 'uses no archive of another JDK' uses_none
check 'makes one of that JDK' within "$archives" jsa 3
printf 'changed again' >"$installed/lib/a.jar"
run env REHEARSAL_FAILS=1 "$installed/weir" check
check 'does not fail when none can be made' exits 0
check 'remembers that none can be made' within "$archives" failed 1
run "$installed/weir" check
check 'does not try again' within "$archives" jsa 3
check 'leaves nothing behind' [ ! -e "$archives/making" ]
rm -r "$archives"
: >"$archives" # where no directory can be made, not even by root
run env "XDG_CACHE_HOME=$work/cache" "$installed/weir" check
check 'makes it in the cache directory of the user' within "$work/cache/weir" jsa 1
run env "XDG_CACHE_HOME=$work/cache" "$installed/weir" check
check 'and uses it there' uses "$work/cache/weir"
run env -u HOME -u XDG_CACHE_HOME "$installed/weir" check
check 'works where no archive can be' exits 0
check 'and says nothing then' [ -z "$err" ]

exit $failed
