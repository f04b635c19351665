package dev.tempo.examples;

import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.process.SupervisedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Processes without a scheduler: a command that forks away from its parent ends with its tree. */
public final class SupervisorMain {
  private static final String RUNAWAY = "echo working; (setsid sleep 600 &) ; sleep 600";

  private SupervisorMain() {}

  /**
   * Runs the example.
   *
   * @param args where the supervisor keeps its files
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(directory).build()) {
      ProcessSpec spec =
          ProcessSpec.of(UUID.randomUUID(), "/bin/sh", "-c", RUNAWAY)
              .environment(EnvironmentWhitelist.standard().select(System.getenv()))
              .timeout(Duration.ofSeconds(1))
              .limits(ProcessLimits.NONE.withMemoryBytes(256L << 20).withProcesses(50))
              .build();
      SupervisedProcess process = supervisor.start(spec);
      ProcessResult result = process.result().get();

      System.out.println("printed: " + Files.readString(process.stdout()).strip());
      System.out.println("ended by: " + result.endedBy());
      System.out.println("processes ended: " + result.processesEnded());
      supervisor.deleteRecord(process.id());
    }
  }
}
