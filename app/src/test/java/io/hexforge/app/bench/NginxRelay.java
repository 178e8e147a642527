package io.hexforge.app.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The yardstick: nginx as a bare reverse proxy, two workers, keep-alive both ways, no buffering, no log.
final class NginxRelay {
    private NginxRelay() {}

    static OwnProcess start(Path folder, int port, int upstreamPort) throws IOException {
        if (!OwnProcess.isInstalled("nginx")) {
            throw new IllegalStateException("The comparison needs nginx. Debian: apt install nginx-light");
        }
        var configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, configuration(folder, port, upstreamPort));
        return OwnProcess.start(
                folder.resolve("nginx.log"),
                Map.of("PATH", System.getenv("PATH") + ":/usr/sbin"),
                List.of("nginx", "-e", folder.resolve("error.log").toString(), "-c", configuration.toString()));
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String configuration(Path folder, int port, int upstreamPort) {
        return """
                worker_processes 2;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log warn;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  keepalive_requests 1000000000;
                  upstream instant { server 127.0.0.1:%3$d; keepalive 1024; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://instant; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
                    }
                  }
                }
                """.formatted(folder, port, upstreamPort);
    }
}
