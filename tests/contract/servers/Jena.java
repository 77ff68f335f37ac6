import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.jena.query.*;
import org.apache.jena.riot.*;
import org.apache.jena.sparql.core.*;
import org.apache.jena.system.Txn;
import org.apache.jena.update.UpdateAction;
import org.apache.jena.update.UpdateFactory;
import static java.nio.charset.StandardCharsets.UTF_8;

/** SPARQL 1.1 Protocol around Apache Jena's engine, in memory: Debian has Jena, but not its server Fuseki. */
class Jena {
    static final Dataset data = DatasetFactory.createTxnMem();

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.createContext("/sparql", Jena::answer).setAuthenticator(new BasicAuthenticator("kg") {
            public boolean checkCredentials(String user, String password) {
                return user.equals(args[1]) && password.equals(args[2]);
            }
        });
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        System.out.println("ready");
    }

    static void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String kind = exchange.getRequestHeaders().getFirst("Content-Type");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (kind.startsWith("application/sparql-update")) {
                Txn.executeWrite(data, () -> UpdateAction.execute(UpdateFactory.create(body), data));
                send(exchange, 204, "text/plain", out);
            } else {
                send(exchange, 200, query(body, out), out);
            }
        } catch (QueryException error) {
            out.writeBytes(error.getMessage().getBytes(UTF_8));
            send(exchange, 400, "text/plain", out);
        } catch (RuntimeException error) {
            out.writeBytes(error.toString().getBytes(UTF_8));
            send(exchange, 500, "text/plain", out);
        }
    }

    static String query(String form, ByteArrayOutputStream out) {
        String text = "";
        List<String> union = new ArrayList<>(), named = new ArrayList<>();
        for (String pair : form.split("&")) {
            String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), UTF_8);
            if (pair.startsWith("query=")) text = value;
            if (pair.startsWith("default-graph-uri=")) union.add(value);
            if (pair.startsWith("named-graph-uri=")) named.add(value);
        }
        Query query = QueryFactory.create(text);
        return Txn.calculateRead(data, () -> {
            Dataset asked = union.isEmpty() && named.isEmpty() ? data
                : DynamicDatasets.dynamicDataset(new DatasetDescription(union, named), data, false);
            try (QueryExecution execution = QueryExecutionFactory.create(query, asked)) {
                if (query.isSelectType()) ResultSetFormatter.outputAsJSON(out, execution.execSelect());
                else if (query.isAskType()) ResultSetFormatter.outputAsJSON(out, execution.execAsk());
                else RDFDataMgr.write(out, query.isConstructType() ? execution.execConstruct() : execution.execDescribe(), Lang.NTRIPLES);
            }
            return query.isSelectType() || query.isAskType() ? "application/sparql-results+json" : "application/n-triples";
        });
    }

    static void send(HttpExchange exchange, int status, String kind, ByteArrayOutputStream out) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", kind);
        exchange.sendResponseHeaders(status, out.size() == 0 ? -1 : out.size());
        exchange.getResponseBody().write(out.toByteArray());
        exchange.close();
    }
}
