package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Blobs in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessBlobStore implements BlobStore {
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    @Override
    public void put(BlobKey key, InputStream content) {
        try {
            blobs.put(key.value(), content.readAllBytes());
        } catch (IOException e) {
            throw new PortException(Kind.UNAVAILABLE, "the content could not be read to its end", e);
        }
    }

    @Override
    public Optional<InputStream> find(BlobKey key) {
        return Optional.ofNullable(blobs.get(key.value())).map(ByteArrayInputStream::new);
    }

    @Override
    public int delete(BlobKey key) {
        List<String> meant = blobs.keySet().stream()
                .filter(each -> each.equals(key.value()) || each.startsWith(key.value() + "/"))
                .toList();
        return (int) meant.stream().filter(each -> blobs.remove(each) != null).count();
    }
}
