"""Tempo's kept helper: reads scripts from standard input, answers with what is wrong in them.

It parses and compiles, and never runs what it reads. A question is a line with the number of
bytes, then that many bytes of source. An answer is a line with the number of findings, then a
line for each: kind, rule, line, column, message, source line, separated by tabs.
"""
import ast
import gc
import re
import signal
import sys
import warnings

IDLE_SECONDS = 600
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 600

PASSWORD_NAME = re.compile(
    r"(^|_)(password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key)$", re.I)
PLACEHOLDER = re.compile(r"^(|x+|\*+|\.+|-+|none|null|changeme|change_me|todo|your.*|<.*>|\$?\{.*\}|%\(.*\)s)$", re.I)

PLAIN = {
    "eval": ("eval", "eval runs any expression that is in the text it gets"),
    "exec": ("exec", "exec runs any code that is in the text it gets"),
    "compile": ("compile", "compile prepares code from a text, which may come from anyone"),
    "__import__": ("dynamic-import", "__import__ loads a module whose name may come from anyone"),
    "os.system": ("shell", "os.system hands its text to a shell; use subprocess.run with a list"),
    "os.popen": ("shell", "os.popen hands its text to a shell; use subprocess.run with a list"),
    "subprocess.getoutput": ("shell", "subprocess.getoutput hands its text to a shell"),
    "subprocess.getstatusoutput": ("shell", "subprocess.getstatusoutput hands its text to a shell"),
    "asyncio.create_subprocess_shell": ("shell", "create_subprocess_shell hands its text to a shell"),
    "commands.getoutput": ("shell", "commands.getoutput hands its text to a shell"),
    "pickle.load": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "pickle.loads": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "pickle.Unpickler": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "cPickle.load": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "cPickle.loads": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "dill.load": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "dill.loads": ("pickle", "unpickling runs code that is in the data; use json for data of others"),
    "pandas.read_pickle": ("pickle", "unpickling runs code that is in the data"),
    "marshal.load": ("pickle", "marshal is not safe against data that was made to harm"),
    "marshal.loads": ("pickle", "marshal is not safe against data that was made to harm"),
    "shelve.open": ("pickle", "a shelf is unpickled, which runs code that is in it"),
    "yaml.unsafe_load": ("yaml", "yaml.unsafe_load makes any object that the text names; use yaml.safe_load"),
    "yaml.unsafe_load_all": ("yaml", "yaml.unsafe_load_all makes any object that the text names"),
    "ssl._create_unverified_context": ("tls", "the certificate of the other side is not checked"),
    "tempfile.mktemp": ("temporary-file", "between tempfile.mktemp and the opening anyone can make the file; use mkstemp"),
}
SAFE_LOADERS = {"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"}
SUBPROCESS = {"subprocess." + name for name in ("run", "call", "check_call", "check_output", "Popen")}
OTHER_PROGRAM = re.compile(r"os\.(exec|spawn)[lv]p?e?$")
HTTP = re.compile(r"(^|\.)(get|post|put|patch|delete|head|options|request|Session|Client|AsyncClient|send|stream|urlopen)$")


class Scan:
    def __init__(self):
        self.names = {}
        self.found = []

    def imports(self, nodes):
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.split(".")[0]
                    self.names[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.names[alias.asname or alias.name] = node.module + "." + alias.name

    def name(self, node):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return "?." + ".".join(reversed(parts)) if parts else ""
        first = self.names.get(node.id, node.id)
        if first.startswith("builtins."):
            first = first[len("builtins."):]
        whole = ".".join([first] + list(reversed(parts)))
        return whole[len("builtins."):] if whole.startswith("builtins.") else whole

    def warn(self, node, rule, message):
        self.found.append(("warning", rule, node.lineno, node.col_offset + 1, message))

    def run(self, tree):
        nodes = every(tree)
        self.imports(nodes)
        for node in nodes:
            if isinstance(node, ast.Call):
                self.call(node)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.assigned(target, node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self.assigned(node.target, node.value)
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self.password(value, key.value, value)
            elif isinstance(node, ast.Attribute) and node.attr == "CERT_NONE" and self.name(node) == "ssl.CERT_NONE":
                self.warn(node, "tls", "with ssl.CERT_NONE the certificate of the other side is not checked")
        self.found.sort(key=lambda entry: entry[2:4])
        return self.found

    def call(self, node):
        name = self.name(node.func)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if name in PLAIN:
            self.warn(node, *PLAIN[name])
        if OTHER_PROGRAM.match(name):
            self.warn(node, "process", name + " starts a program that the supervisor did not start")
        if name in SUBPROCESS and "shell" in keywords and not constant(keywords["shell"], False):
            self.warn(node, "shell", "with shell=True the text goes through a shell; use a list of arguments")
        if name in ("yaml.load", "yaml.load_all"):
            self.yaml(node, keywords)
        if HTTP.search(name) and "verify" in keywords and constant(keywords["verify"], False):
            self.warn(node, "tls", "with verify=False the certificate of the other side is not checked")
        if name.endswith(".run") and "debug" in keywords and constant(keywords["debug"], True):
            self.warn(node, "debug", "with debug=True whoever reaches the page can run code")
        for key, value in keywords.items():
            self.password(value, key, value)

    def yaml(self, node, keywords):
        loader = keywords.get("Loader") or (node.args[1] if len(node.args) > 1 else None)
        if loader is None or self.name(loader).split(".")[-1] not in SAFE_LOADERS:
            self.warn(node, "yaml", "yaml.load without a safe loader makes objects that the text names; use yaml.safe_load")

    def assigned(self, target, value):
        if isinstance(target, ast.Name):
            self.password(value, target.id, value)
        elif isinstance(target, ast.Attribute):
            self.password(value, target.attr, value)
        elif isinstance(target, ast.Subscript):
            key = target.slice.value if isinstance(target.slice, ast.Constant) else getattr(target.slice, "value", None)
            key = key.value if isinstance(key, ast.Constant) else key
            if isinstance(key, str):
                self.password(value, key, value)

    def password(self, node, name, value):
        if not PASSWORD_NAME.search(name.replace("-", "_")):
            return
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and not PLACEHOLDER.match(value.value):
            self.warn(node, "password", "the value of '%s' stands in the script; use a secret variable" % name)


def every(tree):
    """All nodes of a tree but the contexts; twice as fast as ast.walk, which looks at each field by a generator."""
    found = [tree]
    for node in found:  # which grows meanwhile
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                found.extend([item for item in value if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST) and field != "ctx":
                found.append(value)
    return found


def constant(node, value):
    return isinstance(node, ast.Constant) and node.value is value


def check(source):
    try:
        tree = ast.parse(source, "script.py")
        compile(tree, "script.py", "exec", dont_inherit=True)
    except SyntaxError as problem:
        line, column = problem.lineno or 1, problem.offset or 1
        return [("error", "syntax", line, max(1, column), problem.msg or "invalid syntax")]
    except (MemoryError, RecursionError):
        return [("error", "syntax", 1, 1, "the script is nested too deeply")]
    except (ValueError, LookupError) as problem:
        return [("error", "syntax", 1, 1, str(problem))]
    return Scan().run(tree)


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def source_lines(source):
    return re.split("\r\n|\r|\n", source.decode("utf-8", "replace"))


def characters(lines, line, column, kind):
    """Columns of the tree count bytes of UTF-8, those of syntax errors count characters."""
    if kind == "error" or line > len(lines):
        return column
    return len(lines[line - 1].encode("utf-8")[:column - 1].decode("utf-8", "replace")) + 1


def answer(source):
    lines = source_lines(source)
    findings = check(source)
    out = [str(len(findings))]
    for kind, rule, line, column, message in findings:
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        fields = (kind, rule, str(line), str(characters(lines, line, column, kind)), message, text[:1000])
        out.append("\t".join(escape(field) for field in fields))
    return ("\n".join(out) + "\n").encode("utf-8", "replace")


def limit():
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def main():
    limit()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(3000)
    gc.freeze()  # what was imported stays
    questions = sys.stdin.buffer
    answers = sys.stdout.buffer
    while True:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(IDLE_SECONDS)
        head = questions.readline()
        if not head.strip():
            return
        source = questions.read(int(head))
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
        gc.disable()  # or it walks the growing tree again and again
        answers.write(answer(source))
        answers.flush()
        gc.enable()
        gc.collect()


main()
