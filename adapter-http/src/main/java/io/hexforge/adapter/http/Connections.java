package io.hexforge.adapter.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;

/// What has to be done to a client's connection as such.
final class Connections {
    private static final int DRAIN_BUFFER = 64 << 10;
    static final long MAX_DRAINED = 256L << 20;

    private Connections() {}

    /// Ends the connection at once: the client sees that the answer is not whole.
    static void cut(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /// Reads and forgets the rest of a body that nobody wanted. A client that first writes all and then reads would
    /// otherwise see a reset connection in place of the answer, or at its next request.
    static void drain(HttpServletRequest request) {
        boolean bodiless = request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
        if (bodiless || request.getHeader("Expect") != null) {
            return;
        }
        try {
            ServletInputStream in = request.getInputStream();
            if (in.isFinished()) {
                return;
            }
            byte[] buffer = new byte[DRAIN_BUFFER];
            long drained = 0;
            for (int read = in.read(buffer); read >= 0 && drained < MAX_DRAINED; read = in.read(buffer)) {
                drained += read;
            }
        } catch (IOException | HttpException.RuntimeException clientLeft) {
            // It left with its answer, or sends what is no body.
        }
    }
}
