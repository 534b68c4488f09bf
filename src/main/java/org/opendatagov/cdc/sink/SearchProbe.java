package org.opendatagov.cdc.sink;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import org.opendatagov.cdc.retry.Causes;

/**
 * Asks whether Elasticsearch answers.
 *
 * @param address where it is, for the answer
 */
record SearchProbe(RestClient client, String address) {

    private static final long PROBE_TIMEOUT_MS = 1800;

    /** Says null when a node answers within 2 seconds, otherwise why not. A colour other than green is no reason. */
    String check() {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Cancellable call = client.performRequestAsync(
                new Request("GET", "/_cluster/health?local=true&timeout=1s&filter_path=status"),
                new ResponseListener() {
                    @Override
                    public void onSuccess(Response response) {
                        status.complete(response.getStatusLine().getStatusCode());
                    }

                    @Override
                    public void onFailure(Exception failure) {
                        if (failure instanceof ResponseException refused) {
                            status.complete(
                                    refused.getResponse().getStatusLine().getStatusCode());
                        } else {
                            status.completeExceptionally(failure);
                        }
                    }
                });
        try {
            int code = status.get(PROBE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            // 403: a user who may write but not monitor.
            return code / 100 == 2 || code == 403
                    ? null
                    : "Elasticsearch at " + address + " answers with " + SearchRefusal.sentence(code, "status " + code);
        } catch (TimeoutException e) {
            call.cancel();
            return "Elasticsearch at " + address + " doesn't answer within " + PROBE_TIMEOUT_MS + " ms";
        } catch (ExecutionException e) {
            return "Elasticsearch at " + address + " can't be reached: "
                    + SearchRefusal.sentence(Causes.of(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Elasticsearch at " + address + " wasn't asked: the check was interrupted";
        }
    }
}
