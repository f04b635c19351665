package dev.tempo.server.auth;

import dev.tempo.server.users.User;
import java.time.Instant;

/**
 * A session that was just opened.
 *
 * @param user whose
 * @param token what the client shows from now on
 * @param expiresAt when the token ends
 */
record Session(User user, String token, Instant expiresAt) {}
