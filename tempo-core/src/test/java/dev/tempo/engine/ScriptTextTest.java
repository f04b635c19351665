package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the text of a script says of how it is to be run: its first line, its encoding. */
class ScriptTextTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Tempo tempo;

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void bash_runsWhatNamesIt_withItsOptions() {
    Run run =
        run(
            Task.shell(
                    "#!/bin/bash -e\nnames=(a 'b c')\n[[ $1 == --x ]] && echo \"${#names[@]} $2 $-\"\n"
                        + "false\necho not reached\n")
                .withParameter("x", "7"));
    assertThat(text(run)).hasSize(1).first().asString().startsWith("2 7 ").contains("e");
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(Files.isExecutable(directory.resolve("scripts/job/job.sh")))
        .as("the file is not executed")
        .isFalse();
  }

  @Test
  void otherLanguages_areRun() {
    Run perl =
        run(
            Task.shell("#!/usr/bin/perl -w\nprint join('-', @ARGV), \"\\n\"")
                .withParameter("a", "1"));
    assertThat(text(perl)).containsExactly("--a-1");
    assertThat(text(again("#!/usr/bin/env -S A=1 bash -u\necho $A $- ${B-no}\nset | grep -c ^A=")))
        .last()
        .isEqualTo("1");
    assertThat(text(again("#!/usr/bin/awk -f\nBEGIN { print 6 * 7; exit }"))).containsExactly("42");
  }

  @Test
  void interpreter_mayBeAScript_orInTheJobsPath() throws Exception {
    Path tool = directory.resolve("my-tool");
    Files.writeString(tool, "#!/bin/sh\necho tool \"$1\"; tail -n +2 \"$2\"\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(text(run(Task.shell("#!" + tool + " -x y\nits text\n"))))
        .containsExactly("tool -x y", "its text");
    Run found =
        run(
            Task.shell("#!/usr/bin/env -S my-tool z\nmore\n")
                .withEnvironment("PATH", directory + ":/usr/bin:/bin"));
    assertThat(text(found)).containsExactly("tool z", "more");
  }

  @Test
  void missingInterpreter_failsWithItsName() {
    Run run = run(Task.shell("#!/opt/none/fish -c\necho x"));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.result().error())
        .hasValue(
            "It could not be started: The first line names /opt/none/fish, which is not there");
    assertThat(again("#!/usr/bin/env no-such-thing\nx").result().error().orElseThrow())
        .contains("no-such-thing, which is not found in PATH");
    assertThat(again("#!bash\nx").result().error().orElseThrow()).contains("absolute path");
  }

  @Test
  void noFirstLine_isSh_alsoBehindAMark() {
    assertThat(text(run(Task.shell("readlink /proc/$$/exe"))).getFirst())
        .isEqualTo(text(again("\uFEFFreadlink /proc/$$/exe")).getFirst())
        .isEqualTo(text(again("#!/bin/sh\r\nreadlink /proc/$$/exe")).getFirst());
    assertThat(text(again("\uFEFF#!/usr/bin/env bash\necho ${BASH_VERSION:+bash}")))
        .containsExactly("bash");
  }

  @Test
  void python_isWrittenInTheEncodingThatItDeclares() throws Exception {
    Run run = run(Task.python("# -*- coding: latin-1 -*-\nprint(ascii('é'), len('äö'))\n"));
    assertThat(text(run)).containsExactly("'\\xe9' 2");
    assertThat(Files.readAllBytes(directory.resolve("scripts/job/job.py"))).contains(0xE9);
    Run euro = save(Task.python("#!/usr/bin/python3\n# coding=iso8859-15\nprint(ascii('€'))\n"));
    assertThat(text(euro)).containsExactly("'\\u20ac'");
    Run mark = save(Task.python("\uFEFFprint(ascii('é'))\n"));
    assertThat(text(mark)).containsExactly("'\\xe9'");
    Run refused = save(Task.python("# coding: latin-1\nprint('€')\n"));
    assertThat(refused.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(refused.result().error().orElseThrow())
        .contains("Line 1: The encoding 'latin-1' has no place for all letters");
    assertThat(save(Task.python("\n# coding: utf-16\n")).result().error().orElseThrow())
        .contains("Line 2: The encoding 'utf-16' is not known here");
  }

  @Test
  void home_andPath_areAlwaysThere() {
    tempo =
        Tempo.builder()
            .workDirectory(directory)
            .environment(Map.of())
            .inheritedVariables(EnvironmentWhitelist.parse("NONE"))
            .build()
            .start();
    Run run = save(Task.shell("echo ${HOME:?} && ls / >/dev/null && echo $PATH"));
    assertThat(text(run)).first().isEqualTo(System.getProperty("user.home"));
    assertThat(text(run)).last().asString().contains("/usr/bin");
  }

  private Run run(Task task) {
    if (tempo == null) {
      tempo = Tempo.builder().workDirectory(directory).build().start();
    }
    return save(task);
  }

  private Run again(String script) {
    return save(Task.shell(script));
  }

  private Run save(Task task) {
    Job job =
        tempo
            .findJobByKey("job")
            .map(Job::toBuilder)
            .orElseGet(() -> Job.named("job"))
            .task(task)
            .build();
    return tempo.run(tempo.save(job).id()).await(SOON);
  }

  private List<String> text(Run run) {
    return tempo
        .logLines(run.id())
        .filter(line -> line.stream() != LogLine.Stream.SYSTEM)
        .map(LogLine::text)
        .toList();
  }
}
