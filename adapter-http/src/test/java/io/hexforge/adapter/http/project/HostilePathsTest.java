package io.hexforge.adapter.http.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.http.TestServer;
import io.hexforge.adapter.http.Wire;
import java.io.IOException;
import java.net.URLEncoder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/// Paths of files, written to the socket as they are: a client would repair them.
class HostilePathsTest {
    private static final TestServer SERVER = new TestServer();
    private static final String FILES = "/v1/projects/00000000-0000-7000-8000-000000000000/files/";

    @AfterContainer
    static void stop() {
        SERVER.close();
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of("/", "//", "..", "%2e%2e", "%2F", "%5C", "%00", "%zz", "%", "a", ";x", "?", "%c3%28"),
                Arbitraries.strings().ascii().ofMaxLength(3).map(text -> URLEncoder.encode(text, UTF_8)));
        return pieces.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("", list));
    }

    @Property(tries = 150)
    void break_nothing(@ForAll("paths") String path) throws IOException {
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            var answer = new Wire(SERVER.port()).send(method + " " + FILES + path + """
                     HTTP/1.1\r
                    Host: localhost\r
                    Connection: close\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Content-Length: 14\r
                    \r
                    {"content":""}""".formatted(SERVER.key()));
            assertThat(answer.status())
                    .as(method + " " + path + " " + answer.body())
                    .isBetween(400, 499);
        }
    }
}
