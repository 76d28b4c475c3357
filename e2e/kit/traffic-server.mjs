// For screenshots.sh: answers `/N` with N bytes, and swallows what is posted.
import { createServer } from 'node:http';

createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end(Buffer.alloc(Number(request.url.slice(1)) || 0)));
}).listen(8080);
