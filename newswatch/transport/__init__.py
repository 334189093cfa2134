"""How bytes come in: connections with deadlines, certificates, unpacking.

connection    one connection: silence, headers without end, more or less than announced
certificates  who is believed to be whom, and the outlets that are believed blindly
handler       Scrapy's download handler on such connections; names what went wrong
unpacking     Content-Encoding, whole or not at all, within a bound
"""
