package dev.tempo.process;

import dev.tempo.files.PosixPermissions;
import dev.tempo.files.Trees;
import dev.tempo.internal.message.ProcessMessages;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An account of the operating system under which commands run, instead of that of this JVM, which
 * must be root. Linux only. Immutable.
 *
 * <p>A command changes to it between the wrapper and itself, by {@code setpriv(1)}, or by {@code
 * runuser(1)} where that is all there is. The wrapper stays root's, so that a command can neither
 * stop it nor write how it ended; and it gets none of the command's variables, since with {@code
 * LD_PRELOAD} and the like whoever sets them would be root. The command is given them by a file
 * that it has open, which is deleted before it starts.
 */
public final class OsAccount {
  /** What the wrapper gets. */
  public static final Map<String, String> WRAPPER_VARIABLES =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private static final Integer ROOT = 0;
  private static final int NOBODYS = -1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?");
  private static final int PASSWD_FIELDS = 7; // passwd(5)
  private static final int SUBUID_FIELDS = 3; // subuid(5)
  private static final Path SUBUID = Path.of("/etc/subuid");

  /** Takes the variables from the file that the wrapper has opened, and becomes the command. */
  private static final String ENTER = ". /dev/fd/4 && exec \"$@\" 4<&-";

  private final String name;
  private final int userId;
  private final int groupId;
  private final String home;
  private final String groups;
  private final int namedUserId;
  private final List<String> change;
  private final Optional<String> problem;

  private OsAccount(String[] entry, List<String> change, String groups) {
    this.name = entry[0];
    this.userId = Integer.parseInt(entry[2]);
    this.groupId = Integer.parseInt(entry[3]);
    this.home = entry[5];
    this.groups = groups;
    this.namedUserId = userId;
    this.change = List.copyOf(change);
    this.problem = Optional.empty();
  }

  private OsAccount(String name, String problem) {
    this.name = name;
    this.userId = NOBODYS;
    this.groupId = NOBODYS;
    this.home = "/";
    this.groups = "";
    this.namedUserId = NOBODYS;
    this.change = List.of("/bin/sh", "-c", "echo \"$0\" >&2; exit 126", problem);
    this.problem = Optional.of(problem);
  }

  private OsAccount(OsAccount named, int userId) {
    this.name = named.name;
    this.userId = userId;
    this.groupId = named.groupId;
    this.home = named.home;
    this.groups = named.groups;
    this.namedUserId = named.namedUserId;
    this.problem = named.problem;
    this.change =
        List.of(
            "setpriv",
            "--reuid=" + userId,
            "--regid=" + groupId,
            "--groups=" + groups,
            "--inh-caps=-all",
            "--");
  }

  /** A program by which to change to another account. */
  enum Tool {
    /** Changes and becomes the command. */
    SETPRIV,
    /** Changes, and stays as the command's parent. */
    RUNUSER;

    private List<String> command(String[] entry) {
      return switch (this) {
        case SETPRIV ->
            List.of(
                "setpriv",
                "--reuid=" + entry[2],
                "--regid=" + entry[3],
                "--init-groups",
                "--inh-caps=-all",
                "--");
        case RUNUSER -> List.of("runuser", "-u", entry[0], "--");
      };
    }
  }

  /**
   * The account of this name.
   *
   * @throws ProcessException if there is none, it is root, this JVM is not root, or there is no
   *     program here by which to change to it; says which
   */
  public static OsAccount account(String name) throws ProcessException {
    Objects.requireNonNull(name, "name");
    return account(name, Tool.values());
  }

  /**
   * The account that is not there, or cannot be used: nothing runs under it. Each command ends with
   * 126 and says why, each file that it should get is refused. For a program that must go on
   * without it, and may on no account run as itself what was to run under another one.
   *
   * @param reason why it cannot be used, as {@link #account} says
   */
  public static OsAccount unusable(String name, String reason) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(reason, "reason");
    return new OsAccount(name, ProcessMessages.ACCOUNT_UNUSABLE.text(name, reason));
  }

  /** Why nothing can run under it; empty if it can be used. */
  public Optional<String> problem() {
    return problem;
  }

  static OsAccount account(String name, Tool... tools) throws ProcessException {
    if (!isRoot()) {
      throw new ProcessException(
          ProcessMessages.NOT_ROOT.text(name, System.getProperty("user.name")));
    }
    String[] entry = find(name);
    if (entry[2].equals("0")) {
      throw new ProcessException(ProcessMessages.IS_ROOT.text(name));
    }
    List<String> said = new ArrayList<>();
    for (Tool tool : tools) {
      CommandOutput tried = new OsAccount(entry, tool.command(entry), "").run("id -G");
      if (tried.exitCode() == 0) {
        return new OsAccount(entry, tool.command(entry), tried.text().replace(' ', ','));
      }
      said.add(tried.text());
    }
    throw new ProcessException(ProcessMessages.CANNOT_CHANGE.text(name, String.join("; ", said)));
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The name service knows accounts that stand in no file. */
  private static String[] find(String name) throws ProcessException {
    CommandOutput entry =
        NAME.matcher(name).matches() ? say(List.of("getent", "passwd", name)) : CommandOutput.NONE;
    String[] fields = entry.text().split(":", -1);
    if (entry.exitCode() != 0 || fields.length != PASSWD_FIELDS) {
      throw new ProcessException(ProcessMessages.NO_ACCOUNT.text(name));
    }
    return fields;
  }

  /** The account's name. */
  public String name() {
    return name;
  }

  /**
   * The same groups under another user's number, which need not be in any list of accounts. What
   * runs under it can do nothing to what runs under another one of them.
   *
   * @see #check(AccountRange)
   */
  public OsAccount user(int otherUserId) {
    return problem.isPresent() ? this : new OsAccount(this, otherUserId);
  }

  /**
   * Checks that commands can run under the numbers of a range, and that they are nobody's.
   *
   * @throws ProcessException if one belongs to an account, or is set aside for the containers of
   *     one; or if this system cannot change to it
   * @throws NullPointerException if it is null
   */
  public void check(AccountRange range) throws ProcessException {
    Objects.requireNonNull(range, "range");
    for (String line : say(List.of("getent", "passwd")).text().split("\n")) {
      String[] entry = line.split(":", -1);
      if (entry.length == PASSWD_FIELDS && range.contains(Long.parseLong(entry[2]))) {
        throw new ProcessException(
            ProcessMessages.USERS_TAKEN_BY_ACCOUNT.text(range, entry[2], entry[0]));
      }
    }
    for (String line : subordinates()) {
      String[] entry = line.strip().split(":", -1);
      if (entry.length == SUBUID_FIELDS
          && range.overlaps(Long.parseLong(entry[1]), Long.parseLong(entry[2]))) {
        throw new ProcessException(ProcessMessages.USERS_SET_ASIDE.text(range, entry[0]));
      }
    }
    for (int end : new int[] {range.first(), range.last()}) {
      CommandOutput tried = user(end).run("true");
      if (tried.exitCode() != 0) {
        throw new ProcessException(ProcessMessages.SETPRIV.text(end, tried.text()));
      }
    }
  }

  private static List<String> subordinates() throws ProcessException {
    try {
      return Files.exists(SUBUID) ? Files.readAllLines(SUBUID) : List.of();
    } catch (IOException e) {
      throw new ProcessException(ProcessMessages.UNREADABLE.text(SUBUID, e), e);
    }
  }

  /** What the account's own commands find in their environment: where it lives, and who it is. */
  public Map<String, String> variables() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name);
  }

  /**
   * Checks that the account can read what this JVM writes to a directory.
   *
   * @throws ProcessException if it cannot; says what to do
   * @throws NullPointerException if it is null
   */
  public void check(Path directory) throws ProcessException {
    Objects.requireNonNull(directory, "directory");
    Path probe = directory.resolve(".readable-" + UUID.randomUUID());
    CommandOutput read;
    try {
      Files.createDirectories(directory);
      Files.writeString(probe, name);
      try {
        read = run("cat \"$1\"", probe.toString());
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new ProcessException(ProcessMessages.UNWRITABLE.text(directory, e), e);
    }
    if (!read.text().equals(name)) {
      throw new ProcessException(
          ProcessMessages.ACCOUNT_CANNOT_READ.text(this, directory, read.text()));
    }
  }

  /**
   * Checks that the account can get to what is in a directory, which is not changed.
   *
   * @throws ProcessException if it cannot; says what to do
   * @throws NullPointerException if it is null
   */
  public void checkAccess(Path directory) throws ProcessException {
    Objects.requireNonNull(directory, "directory");
    CommandOutput entered = run("cd \"$1\"", directory.toString());
    if (entered.exitCode() != 0) {
      throw new ProcessException(
          ProcessMessages.ACCOUNT_CANNOT_READ.text(this, directory, entered.text()));
    }
  }

  /**
   * Lets the account go through a directory, without seeing what is in it, and nobody else but its
   * owner; made if need be.
   *
   * @throws ProcessException if that cannot be done
   * @throws NullPointerException if it is null
   */
  public void letThrough(Path directory) throws ProcessException {
    Objects.requireNonNull(directory, "directory");
    open(directory, "rwx--x---");
  }

  /**
   * Lets the account see what is in a directory, and nobody else but its owner; made if need be.
   *
   * @throws ProcessException if that cannot be done
   * @throws NullPointerException if it is null
   */
  public void letRead(Path directory) throws ProcessException {
    Objects.requireNonNull(directory, "directory");
    open(directory, "rwxr-x---");
  }

  private void open(Path directory, String permissions) throws ProcessException {
    if (problem.isPresent()) {
      throw new ProcessException(problem.get());
    }
    try {
      Files.createDirectories(directory, PosixPermissions.of("rwx------"));
      Files.setAttribute(directory, "unix:gid", groupId, LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new ProcessException(ProcessMessages.NOT_OPENED_TO.text(directory, name, e), e);
    }
  }

  /**
   * Gives the account a file or directory; of a link, the link itself.
   *
   * @throws IOException if that cannot be done
   * @throws NullPointerException if it is null
   */
  public void requireOwnership(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    requireUsable();
    Files.setAttribute(path, "unix:gid", groupId, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives the account a directory for it alone. Where that was another account's, what this one or
   * the account of the name had in it becomes the account's too, but for files that have further
   * names; links are given, not followed.
   *
   * @param directory in a directory that nobody else may write
   * @throws IOException if that cannot be done, or it is nested too deeply
   * @throws NullPointerException if it is null
   */
  public void settle(Path directory) throws IOException {
    Objects.requireNonNull(directory, "directory");
    requireUsable();
    int owner = (int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != userId) {
      Set<Integer> former = new HashSet<>(Set.of(namedUserId));
      former.add(owner);
      former.remove(ROOT);
      Trees.give(directory, new Trees.Owner(userId, groupId), former);
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  private void requireUsable() throws IOException {
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }

  /**
   * Whether a file or directory is the account's.
   *
   * @throws NullPointerException if it is null
   */
  public boolean owns(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(userId);
  }

  /**
   * The command line that runs a command as the account, to be started with variables that nobody
   * else has chosen: the program that changes to it still sees them as root.
   *
   * @throws NullPointerException if it is null
   */
  public List<String> command(List<String> command) {
    Objects.requireNonNull(command, "command");
    return Stream.concat(change.stream(), command.stream()).toList();
  }

  /**
   * The command line, below the wrapper, that runs a command with the variables on its way.
   *
   * @throws NullPointerException if it is null
   */
  public List<String> wrap(List<String> command) {
    Objects.requireNonNull(command, "command");
    return Stream.of(change, List.of("/bin/sh", "-c", ENTER, "sh"), command)
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Writes variables as the command is to take them; they outlive nothing but the start.
   *
   * @throws NullPointerException if one of them is null
   * @throws IOException if the file is there already, cannot be written or given to the account
   */
  public void chown(Map<String, String> variables, Path file) throws IOException {
    Objects.requireNonNull(variables, "variables");
    Objects.requireNonNull(file, "file");
    StringBuilder lines = new StringBuilder();
    variables.forEach(
        (variable, value) ->
            lines
                .append("export ")
                .append(variable)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
    Files.createFile(file, PosixPermissions.of("r--------"));
    requireOwnership(file);
    Files.writeString(file, lines);
  }

  @Override
  public String toString() {
    return userId == namedUserId ? "the account " + name : "the user " + userId;
  }

  private CommandOutput run(String script, String... arguments) {
    return say(
        Stream.of(change, List.of("/bin/sh", "-c", script, "sh"), List.of(arguments))
            .flatMap(List::stream)
            .toList());
  }

  /** Holds the output and the exit code of a command. */
  private record CommandOutput(int exitCode, String text) {
    static final CommandOutput NONE = new CommandOutput(1, "");
  }

  private static CommandOutput say(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(WRAPPER_VARIABLES);
    try {
      Process process = builder.start();
      byte[] text = process.getInputStream().readAllBytes();
      return new CommandOutput(process.waitFor(), new String(text, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return new CommandOutput(1, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CommandOutput(1, "interrupted");
    }
  }
}
