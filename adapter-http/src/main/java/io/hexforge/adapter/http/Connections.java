package io.hexforge.adapter.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/// What has to be done to a client's connection as such.
final class Connections {
    private static final int DRAIN_BUFFER = 64 << 10;
    private static final long MAX_DRAINED = 256L << 20;

    private Connections() {}

    /// Ends the connection at once: the client sees that the answer is not whole.
    static void cut(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /// Reads and forgets the rest of a body that was refused. A client that first writes all and then reads would
    /// otherwise see a reset connection in place of the answer.
    static void drain(HttpServletRequest request) {
        if (request.getHeader("Expect") != null) {
            return;
        }
        byte[] buffer = new byte[DRAIN_BUFFER];
        try {
            InputStream in = request.getInputStream();
            long drained = 0;
            for (int read = in.read(buffer); read >= 0 && drained < MAX_DRAINED; read = in.read(buffer)) {
                drained += read;
            }
        } catch (IOException clientLeft) {
            // It left with its answer.
        }
    }
}
