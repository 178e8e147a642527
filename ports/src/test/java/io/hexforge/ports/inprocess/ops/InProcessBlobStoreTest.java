package io.hexforge.ports.inprocess.ops;

import io.hexforge.ports.driven.ops.BlobStore;
import io.hexforge.ports.driven.ops.BlobStoreContract;

class InProcessBlobStoreTest implements BlobStoreContract {
    private final BlobStore blobs = new InProcessBlobStore();

    @Override
    public BlobStore blobs() {
        return blobs;
    }
}
