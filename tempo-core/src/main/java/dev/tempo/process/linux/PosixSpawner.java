package dev.tempo.process.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.tempo.process.system.ProcessBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs with {@code posix_spawn(3)}: in a session of their own, with default signals and
 * an empty signal mask (the JVM blocks SIGQUIT in its threads), and with no file descriptors but
 * the three standard ones. The attributes never change, so that one object serves all threads.
 */
final class PosixSpawner {
  private static final int FILE_MODE = 0600;
  private static final int SIGNAL_SET_BYTES = 128;

  private final Memory attributes = new Memory(LibC.OPAQUE_BYTES);

  PosixSpawner() throws IOException {
    try (Memory all = new Memory(SIGNAL_SET_BYTES);
        Memory none = new Memory(SIGNAL_SET_BYTES)) {
      LibC.sigfillset(all);
      LibC.sigemptyset(none);
      check("posix_spawnattr_init", LibC.posix_spawnattr_init(attributes));
      check("setflags", setFlags());
      check("setsigdefault", LibC.posix_spawnattr_setsigdefault(attributes, all));
      check("setsigmask", LibC.posix_spawnattr_setsigmask(attributes, none));
    }
  }

  private int setFlags() {
    return LibC.posix_spawnattr_setflags(attributes, LibC.SPAWN_SETSIGDEF_SETSIGMASK_SETSID);
  }

  long spawn(ProcessBackend.Launch launch) throws IOException {
    List<String> variables = new ArrayList<>();
    launch.environment().forEach((name, value) -> variables.add(name + "=" + value));
    try (Memory actions = new Memory(LibC.OPAQUE_BYTES);
        Memory argv = LibC.strings(launch.command());
        Memory envp = LibC.strings(variables)) {
      check("file_actions_init", LibC.posix_spawn_file_actions_init(actions));
      try {
        fill(actions, launch);
        String program = launch.command().get(0);
        IntByReference pid = new IntByReference();
        check(
            "posix_spawn of " + program + " in " + launch.directory(),
            LibC.posix_spawn(pid, program, actions, attributes, argv, envp));
        return pid.getValue();
      } finally {
        LibC.posix_spawn_file_actions_destroy(actions);
      }
    }
  }

  private static void fill(Pointer actions, ProcessBackend.Launch launch) throws IOException {
    ProcessBackend.Output output = launch.output();
    open(actions, 0, launch.input().toString(), LibC.O_RDONLY);
    open(actions, 1, output.stdout().toString(), LibC.O_WRONLY_CREAT_APPEND);
    open(actions, 2, output.stderr().toString(), LibC.O_WRONLY_CREAT_APPEND);
    String directory = launch.directory().toString();
    check("addchdir", LibC.posix_spawn_file_actions_addchdir_np(actions, directory));
    check("addclosefrom", LibC.posix_spawn_file_actions_addclosefrom_np(actions, 3));
  }

  private static void open(Pointer actions, int fd, String path, int flags) throws IOException {
    check("addopen", LibC.posix_spawn_file_actions_addopen(actions, fd, path, flags, FILE_MODE));
  }

  /** These functions return the error instead of setting {@code errno}. */
  private static void check(String what, int error) throws IOException {
    if (error != 0) {
      throw new IOException(what + ": " + LibC.strerror(error));
    }
  }
}
