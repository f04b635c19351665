/**
 * The tunnel between browsers and the web servers of scripts: a listener of its own, which lets in
 * by tickets and a cookie of its own, keeps all that is Tempo's away from scripts, and hands on
 * everything else byte for byte (RFC 9112, RFC 6455). It knows nothing of jobs, runs and accounts:
 * who opens a page says through {@link dev.tempo.server.tunnel.TunnelPage} who may see it and where
 * its script listens. Begin there and with {@link dev.tempo.server.tunnel.PageHosts}, which gives
 * pages their addresses.
 */
package dev.tempo.server.tunnel;
