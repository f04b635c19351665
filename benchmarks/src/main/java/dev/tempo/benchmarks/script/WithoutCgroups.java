package dev.tempo.benchmarks.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tempo as it is where no cgroup can be had, on a machine that has one: in a JVM of its own, in a
 * mount namespace of its own from which the cgroups are taken away. Needs root.
 */
final class WithoutCgroups implements Spawner, AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private WithoutCgroups(Process process) {
    this.process = process;
    this.answers = process.inputReader();
    this.questions = process.outputWriter();
  }

  /** Starts it; empty where that is not allowed. */
  static Optional<WithoutCgroups> start(Path directory) throws IOException {
    List<String> hidden = new ArrayList<>(List.of("unshare", "--mount", "/bin/sh", "-c"));
    hidden.add("umount -l \"$0\" && exec \"$@\"");
    hidden.add(mountPoint());
    WithoutCgroups started =
        new WithoutCgroups(Jvm.start(hidden, Answering.class, directory.toString()));
    if ("ready".equals(started.answers.readLine())) {
      return Optional.of(started);
    }
    started.close();
    return Optional.empty();
  }

  private static String mountPoint() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" - cgroup2 "))
        .map(line -> line.split(" ")[4]) // proc_pid_mountinfo(5)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public double measure(Way way, int runs) throws IOException {
    questions.write(way + " " + runs + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("The JVM without cgroups ended; what it said is above");
    }
    return Double.parseDouble(answer);
  }

  @Override
  public void close() {
    try {
      questions.close(); // the other one ends by itself
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException gone) {
      System.err.println("  the JVM without cgroups had ended already");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The other JVM: measures what it is asked, until nothing more is asked. */
  static final class Answering {
    private Answering() {}

    /** Takes the directory to work in. */
    public static void main(String[] arguments) throws Exception {
      Logger.getLogger("").setLevel(Level.WARNING);
      Path directory = Path.of(arguments[0]);
      if (SpawnRow.confines(directory)) {
        throw new IllegalStateException("There is another cgroup that can be written");
      }
      try (TempoSpawner tempo = new TempoSpawner(directory);
          BufferedReader questions = new BufferedReader(new java.io.InputStreamReader(System.in))) {
        System.out.println("ready");
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
          String[] words = line.split(" ");
          System.out.println(tempo.measure(Way.valueOf(words[0]), Integer.parseInt(words[1])));
        }
      }
    }
  }
}
