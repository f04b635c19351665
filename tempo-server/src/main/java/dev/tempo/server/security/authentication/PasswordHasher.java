package dev.tempo.server.security.authentication;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hashes passwords with bcrypt. The work is done on platform threads, two at a time, since it would
 * hold up the virtual threads that everything else runs on. Passwords longer than the 72 bytes that
 * bcrypt reads are hashed with SHA-512 first. Thread-safe.
 */
public final class PasswordHasher implements AutoCloseable {
  /**
   * The cost for a server: 12, about a quarter of a second on a core of 2024, or what {@code
   * -Dtempo.passwordCost} says; each step doubles the time.
   */
  public static final int DEFAULT_COST =
      Math.clamp(Integer.getInteger("tempo.passwordCost", 12), BCrypt.MIN_COST, BCrypt.MAX_COST);

  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;
  private static final int THREADS = 2;

  /** How salt and digest look that nobody has: 22 and 31 characters, each of them nothing. */
  private static final String NO_SALT_NO_DIGEST = ".".repeat(22 + 31);

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("tempo-bcrypt-", 0).factory());
  private final int cost;
  private final String hashOfNoPassword;

  /**
   * With a cost.
   *
   * @param cost each step doubles the time; from 4 to 31
   */
  public PasswordHasher(int cost) {
    this.cost = cost;
    // Written rather than made, since making one takes as long as all else at the start together.
    this.hashOfNoPassword = String.format(Locale.ROOT, "$2a$%02d$%s", cost, NO_SALT_NO_DIGEST);
  }

  /** The hash to store of a password. */
  public String hash(String password) {
    return onThread(
        () ->
            BCrypt.with(VERSION, LongPasswordStrategies.hashSha512(VERSION))
                .hashToString(cost, password.toCharArray()));
  }

  /** True if the hash is of this password. */
  public boolean matches(String password, String hash) {
    return onThread(
        () ->
            BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION))
                .verify(password.toCharArray(), hash)
                .verified);
  }

  /** Takes as long as {@link #matches}, so that an unknown name does not show by its speed. */
  public void matchesNothing(String password) {
    matches(password, hashOfNoPassword);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private <T> T onThread(Callable<T> work) {
    try {
      return threads.submit(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a password was checked", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A password could not be hashed", e.getCause());
    }
  }
}
