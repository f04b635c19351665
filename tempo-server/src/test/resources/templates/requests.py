"""As much of requests as the template uses, over the standard library."""

import urllib.error
import urllib.request


class RequestException(IOError):
    pass


class Response:
    def __init__(self, status, content):
        self.status_code = status
        self.content = content

    def raise_for_status(self):
        if self.status_code >= 400:
            raise RequestException(f"{self.status_code} Error")


def get(url, timeout=None, headers=None):
    try:
        request = urllib.request.Request(url, headers=headers or {})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return Response(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return Response(error.code, error.read())
    except OSError as error:
        raise RequestException(str(error)) from error
