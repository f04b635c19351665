package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.files.RegularFile;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Under which account the scripts of each job run: under that of this JVM, under one for all, or
 * each job's under a user of its own.
 *
 * <p>A job gets its user with its first run, and keeps it. Nobody else ever gets it afterwards, not
 * even when the job is deleted: files of its scripts may lie anywhere, and processes that it left
 * may go on. So a file of lines <code>user job</code> only grows; it is durable before a user is
 * used. Where it does not know a user that owns a job's directory, as after the loss of the file,
 * that user is not given away either.
 *
 * <p>Thread-safe.
 */
public final class JobAccounts {
  private static final int MOST_BYTES = 1 << 28;

  private final Optional<OsAccount> account;
  private final Optional<AccountRange> range;
  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, Integer> users = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private long next;

  private JobAccounts(Optional<OsAccount> account, Optional<AccountRange> range, Path file) {
    this.account = account;
    this.range = range;
    this.file = file;
    this.next = range.map(AccountRange::first).orElse(0);
  }

  /** One for all; empty for that of this JVM. */
  public static JobAccounts shared(Optional<OsAccount> account) {
    return new JobAccounts(account, Optional.empty(), Path.of(""));
  }

  /**
   * Each job's own.
   *
   * @param account whose groups they have
   * @param file which remembers them; made if need be
   * @throws IllegalStateException if the file is damaged
   */
  static JobAccounts open(OsAccount account, AccountRange range, Path file) {
    JobAccounts accounts = new JobAccounts(Optional.of(account), Optional.of(range), file);
    try {
      accounts.read();
      return accounts;
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.USERS_UNREADABLE.text(file), e);
    }
  }

  /** Whether each job has its own. */
  boolean areSeparate() {
    return range.isPresent();
  }

  /**
   * A job's, which is remembered from now on.
   *
   * @throws IllegalStateException if none is left for it, or nothing can run under them
   */
  Optional<OsAccount> of(Job job) {
    account
        .flatMap(OsAccount::problem)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    return range.isEmpty() ? account : account.map(all -> all.user(user(job)));
  }

  /** Says that a user owns something, and so is not to be given to another job. */
  void taken(int user) {
    lock.lock();
    try {
      taken.add(user);
    } finally {
      lock.unlock();
    }
  }

  private int user(Job job) {
    lock.lock();
    try {
      Integer known = users.get(job.id());
      return known != null ? known : give(job);
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.USER_NOT_WRITTEN.text(file), e);
    } finally {
      lock.unlock();
    }
  }

  private int give(Job job) throws IOException {
    while (next <= range.get().last() && taken.contains((int) next)) {
      next++;
    }
    if (next > range.get().last()) {
      throw new IllegalStateException(RunMessages.NO_USER_LEFT.text(job.key(), range.get()));
    }
    int user = (int) next;
    write(user + " " + job.id() + "\n");
    users.put(job.id(), user);
    taken.add(user);
    return user;
  }

  private void write(String line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      long before = channel.size();
      try {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(before); // half a line would be taken for damage
        throw e;
      }
    }
  }

  private void read() throws IOException {
    String text = textOf(file);
    int whole = text.lastIndexOf('\n') + 1; // what a crash cut off was given to nobody
    if (whole < text.length()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
        channel.force(true);
      }
    }
    text.substring(0, whole).lines().forEach(this::remember);
  }

  private static String textOf(Path file) throws IOException {
    try {
      return new String(RegularFile.read(file, MOST_BYTES), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException none) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      return "";
    }
  }

  private void remember(String line) {
    int space = line.indexOf(' ');
    try {
      int user = Integer.parseInt(line.substring(0, Math.max(0, space)));
      UUID job = UUID.fromString(line.substring(space + 1));
      taken.add(user);
      if (range.get().contains(user)) {
        users.put(job, user);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(RunMessages.USERS_DAMAGED.text(file, line), e);
    }
  }
}
