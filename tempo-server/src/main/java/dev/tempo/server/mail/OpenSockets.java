package dev.tempo.server.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Makes the mail library's sockets, and tells each to who may have to close it. */
final class OpenSockets extends SocketFactory {
  private final SocketFactory factory;
  private final Deadline.Open open;

  OpenSockets(SocketFactory factory, Deadline.Open open) {
    this.factory = factory;
    this.open = open;
  }

  @Override
  public Socket createSocket() throws IOException {
    return told(factory.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return told(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return told(factory.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return told(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return told(factory.createSocket(host, port, from, fromPort));
  }

  private Socket told(Socket socket) throws IOException {
    open.add(socket);
    return socket;
  }

  /** The same for encrypted ones, which the library tells from others by their type. */
  static final class Secure extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final OpenSockets told;

    Secure(SSLSocketFactory factory, Deadline.Open open) {
      this.factory = factory;
      this.told = new OpenSockets(factory, open);
    }

    @Override
    public Socket createSocket() throws IOException {
      return told.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return told.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return told.createSocket(host, port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return told.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return told.createSocket(host, port, from, fromPort);
    }

    /** Over one that was told already. */
    @Override
    public Socket createSocket(Socket below, String host, int port, boolean close)
        throws IOException {
      return factory.createSocket(below, host, port, close);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return factory.getSupportedCipherSuites();
    }
  }
}
