package dev.tempo.server.users;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** An account as the API shows it: everything but the password. */
@Schema("User")
public record UserResponse(
    UUID id,
    String username,
    Optional<String> email,
    String role,
    Optional<String> language,
    String theme,
    Optional<String> timezone,
    boolean active,
    Instant createdAt,
    Optional<Instant> lastLoginAt)
    implements ApiResponse {

  /** Of an account. */
  public static UserResponse of(User user) {
    return new UserResponse(
        user.id(),
        user.username(),
        user.account().email(),
        user.account().role().label(),
        user.preferences().language(),
        user.preferences().theme(),
        user.preferences().timezone(),
        user.account().active(),
        user.createdAt(),
        user.lastLoginAt());
  }

  /** The same, with what only administrators decide. */
  @Schema("AdministeredUser")
  public record Administered(@Unwrapped UserResponse user, OptionalInt retentionDays)
      implements ApiResponse {

    /** Of an account. */
    public static Administered of(User user) {
      return new Administered(UserResponse.of(user), user.account().retentionDays());
    }
  }
}
