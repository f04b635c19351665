package dev.tempo.server.notifications;

import dev.tempo.server.mail.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * How webhooks reach others: names are looked up, and connections opened, here and nowhere else.
 */
interface Network {

  /** This machine's. */
  Network REAL = new Real();

  /**
   * The addresses of a host; of an address in letters, itself.
   *
   * @throws UnknownHostException if it has none
   */
  List<InetAddress> lookUp(String host) throws UnknownHostException;

  /**
   * Opens a connection to just this address.
   *
   * @param url whose host a certificate must name, if it is HTTPS
   * @param open is told the connection before it waits for the other end
   */
  Socket connect(InetAddress address, WebhookUrl url, Deadline.Open open) throws IOException;

  /** Over the machine's resolver and sockets. */
  final class Real implements Network {
    private static final int TO_CONNECT_MS = 5_000;

    @Override
    public List<InetAddress> lookUp(String host) throws UnknownHostException {
      return List.of(InetAddress.getAllByName(host));
    }

    @Override
    public Socket connect(InetAddress address, WebhookUrl url, Deadline.Open open)
        throws IOException {
      Socket socket = new Socket();
      try {
        open.add(socket);
        socket.connect(new InetSocketAddress(address, url.port()), TO_CONNECT_MS);
        return url.isSecure() ? secured(socket, url) : socket;
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    private static Socket secured(Socket socket, WebhookUrl url) throws IOException {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket secured = (SSLSocket) factory.createSocket(socket, url.host(), url.port(), true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818 §3.1
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }
  }
}
