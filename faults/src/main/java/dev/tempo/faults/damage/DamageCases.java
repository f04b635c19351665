package dev.tempo.faults.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that befalls installations. */
final class DamageCases {
  /** Starts what follows as the account that owns nothing. */
  static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private DamageCases() {}

  static List<DamageCase> all() {
    List<DamageCase> cases = new ArrayList<>();
    cases.add(DamageCase.of("nothing", data -> {}));
    cases.add(DamageCase.of("nothing, after a kill", data -> {}).afterKill());
    for (String part :
        List.of(
            "tempo.db",
            "logs.db",
            "config/secret.key",
            "config/jwt.key",
            "config/installation",
            "config",
            "scripts",
            "runs",
            "envs",
            "begun",
            "logs",
            "tempo.lock")) {
      cases.add(DamageCase.of(part + " is gone", data -> delete(data.resolve(part))));
    }
    for (String journal : List.of("tempo.db-wal", "logs.db-wal", "tempo.db-shm", "tempo.pid")) {
      cases.add(
          DamageCase.of(journal + " is gone", data -> delete(data.resolve(journal))).afterKill());
    }
    for (String part :
        List.of(
            "tempo.db",
            "logs.db",
            "config/secret.key",
            "config/jwt.key",
            "config/installation",
            "tempo.lock",
            "begun/boot",
            "begun/runs")) {
      cases.add(DamageCase.of(part + " is empty", data -> write(data.resolve(part), "")));
      cases.add(
          DamageCase.of(part + " is something else", data -> write(data.resolve(part), "#\0\n")));
    }
    cases.add(
        DamageCase.of("tempo.pid is something else", data -> write(data.resolve("tempo.pid"), "#"))
            .afterKill());
    cases.addAll(permissions());
    cases.addAll(clocks());
    cases.addAll(starved());
    return cases;
  }

  /** Root may do everything: who starts these is nobody. */
  private static List<DamageCase> permissions() {
    return List.of(
        ofNobody("all belongs to the account", data -> {}),
        ofNobody("the directory is another's", data -> run("chown", "0:0", data.toString())),
        ofNobody("the directory cannot be written", data -> run("chmod", "500", data.toString())),
        ofNobody("tempo.db cannot be written", data -> run("chmod", "400", data + "/tempo.db")),
        ofNobody("logs.db cannot be written", data -> run("chmod", "400", data + "/logs.db")),
        ofNobody("tempo.db cannot be read", data -> run("chmod", "0", data + "/tempo.db")),
        ofNobody("the keys cannot be read", data -> run("chmod", "0", data + "/config/secret.key")),
        ofNobody("scripts/ cannot be written", data -> run("chmod", "500", data + "/scripts")),
        ofNobody("runs/ cannot be written", data -> run("chmod", "500", data + "/runs")),
        ofNobody("logs/ cannot be written", data -> run("chmod", "500", data + "/logs")));
  }

  private static DamageCase ofNobody(String name, DamageCase.Mutation mutation) {
    return DamageCase.of(
            name,
            data -> {
              run("chown", "-R", "65534:65534", data.toString());
              mutation.apply(data);
            })
        .in(launcher -> launcher.under(AS_NOBODY).with("HOME", "/tmp"));
  }

  private static List<DamageCase> clocks() {
    return Stream.of("+1h", "-1h", "+1d", "-1d")
        .map(
            step ->
                DamageCase.of("clock " + step + " after a restart", data -> {})
                    .in(
                        launcher ->
                            launcher
                                .under(List.of("faketime", "-f", step))
                                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")))
        .toList();
  }

  private static List<DamageCase> starved() {
    return List.of(
        limited("64 descriptors", "ulimit -n 64"),
        limited("110 descriptors", "ulimit -n 110"),
        limited("256 descriptors", "ulimit -n 256"),
        limited("no large files", "ulimit -f 64"),
        DamageCase.of("heap of 16 MiB", data -> {})
            .in(launcher -> launcher.with("TEMPO_JAVA_OPTS", "-Xmx16m")),
        DamageCase.of(
                "40 processes and threads",
                data -> run("chown", "-R", "65534:65534", data.toString()))
            .in(
                launcher ->
                    launcher
                        .under(List.of("sh", "-c", "ulimit -u 40; exec \"$@\"", "sh"))
                        .under(AS_NOBODY)
                        .with("HOME", "/tmp")));
  }

  private static DamageCase limited(String name, String limit) {
    return DamageCase.of(name, data -> {})
        .in(launcher -> launcher.under(List.of("sh", "-c", limit + "; exec \"$@\"", "sh")));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static void delete(Path path) throws IOException, InterruptedException {
    run("rm", "-rf", path.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }
}
