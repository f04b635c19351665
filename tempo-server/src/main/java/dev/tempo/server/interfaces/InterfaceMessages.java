package dev.tempo.server.interfaces;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Nodes;
import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;

/** What the API says of interfaces. */
final class InterfaceMessages {
  private static final int TOO_MANY = 429;

  private InterfaceMessages() {}

  static ApiException noPage(String job) {
    return ApiException.conflict(message("api.interface.noPage", "job", job));
  }

  static ApiException tooManyOfAll(int limit) {
    return limit(message("api.interface.most", "most", limit));
  }

  static ApiException tooManyOfUser(int limit) {
    return limit(message("api.interface.mostOfUser", "most", limit));
  }

  private static ApiException limit(Message detail) {
    return ApiException.of(ErrorCode.LIMIT_REACHED, detail).status(TOO_MANY);
  }

  static ApiException elsewhere(Nodes.NodeInfo node) {
    return ApiException.conflict(
        message(
            "api.interface.elsewhere", "node", node.name(), "address", node.address().orElse("?")));
  }

  static ApiException notServed() {
    return ApiException.of(ErrorCode.UNAVAILABLE, message("api.interface.notServed"))
        .header("Retry-After", "5");
  }

  static ApiException noPort(int from, int to) {
    return ApiException.of(
        ErrorCode.NO_PORT, message("api.interface.noPort", "from", from, "to", to));
  }
}
