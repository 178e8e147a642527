package io.hexforge.adapter.cli;

import io.hexforge.domain.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads lists that come in pages.
final class Pages {
    private Pages() {}

    /// @param list null for who may not see it
    static <T> List<T> all(Function<Page.Request, @Nullable Page<T>> list) {
        var found = new ArrayList<T>();
        Page.Request request = Page.Request.first();
        while (true) {
            Page<T> page = list.apply(request);
            if (page == null) {
                throw new CommandFailed("only administrators see that");
            }
            found.addAll(page.items());
            if (page.next() == null) {
                return found;
            }
            request = new Page.Request(page.next(), request.limit());
        }
    }
}
