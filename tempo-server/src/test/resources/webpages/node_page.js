// A page as people write them with Node and nothing besides: HTTP with keep-alive, and a WebSocket that echoes.
const crypto = require('node:crypto');
const http = require('node:http');

const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>Node</title><link rel="icon" href="data:,">' + request.url);
});

server.on('upgrade', (request, socket) => {
  const accept = crypto.createHash('sha1')
    .update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
    .digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    + `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.on('error', () => socket.destroy());
  socket.on('data', (frame) => {
    const length = frame[1] & 127;
    if ((frame[0] & 15) !== 1 || length > 125) {
      socket.end();
      return;
    }
    const mask = frame.subarray(2, 6);
    const text = frame.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]);
    socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1');
