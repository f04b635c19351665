"""As much of Beautiful Soup as the template uses: selects elements by their name."""

import html.parser


class Element:
    def __init__(self, name, attributes):
        self.name = name
        self.attributes = dict(attributes)
        self.texts = []

    def get(self, name):
        return self.attributes.get(name)

    def get_text(self, separator="", strip=False):
        texts = [text.strip() if strip else text for text in self.texts]
        return separator.join(text for text in texts if text)


class BeautifulSoup(html.parser.HTMLParser):
    def __init__(self, content, parser):
        super().__init__()
        assert parser == "html.parser"
        self.all = []
        self.open = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        self.all.append(element)
        self.open.append(element)

    def handle_endtag(self, tag):
        while self.open and self.open.pop().name != tag:
            pass

    def handle_data(self, data):
        for element in self.open:
            element.texts.append(data)

    def select(self, selector):
        return [element for element in self.all if element.name == selector]
